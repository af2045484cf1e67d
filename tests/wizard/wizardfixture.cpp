// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>

namespace mmigrate::test {

void WizardFixture::prepare()
{
    m_driver.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_source = startedServer({}, PracticeRole::Source);
    m_destination = startedServer({}, PracticeRole::Empty);
}

void WizardFixture::startAgain(CredentialStore *store, const SessionOptions &options)
{
    m_driver.reset();
    m_driver = std::make_unique<WizardDriver>(m_folder->path(), store, options);
}

void WizardFixture::start(PageId page, const SessionOptions &options)
{
    startAgain(nullptr, options);
    m_driver->leadTo(page, *m_source, *m_destination);
}

void WizardFixture::chooseExistingExport()
{
    start(PageId::Download); // makes one
    m_driver = std::make_unique<WizardDriver>(file(QStringLiteral("second")));
    m_driver->leadTo(PageId::Export, *m_source, *m_destination);
    m_driver->click("existingRadioButton");
}

bool WizardFixture::exportAndStay()
{
    m_driver->find<QCheckBox>("goOnCheckBox")->setChecked(false);
    m_driver->clickNext();
    return m_driver->waitForStage(RunPage::Stage::Done);
}

bool WizardFixture::uploadRaisingPeopleLimit(int tooLow)
{
    m_destination->setConfigValue(peopleLimit, tooLow);
    m_driver->leadTo(PageId::Check, *m_source, *m_destination);
    if (!m_driver->waitForStage(RunPage::Stage::Done))
        return false;
    m_driver->click("adjustCheckBox");
    if (!m_driver->waitForPage(PageId::Upload))
        return false;
    m_driver->clickNext();
    return m_driver->waitForStage(RunPage::Stage::Done);
}

bool WizardFixture::waitForEndOf(PageId page)
{
    return QTest::qWaitFor(
        [&] {
            return m_driver->page() != page || m_driver->runPage()->stage() == RunPage::Stage::Done;
        },
        60'000);
}

} // namespace mmigrate::test
