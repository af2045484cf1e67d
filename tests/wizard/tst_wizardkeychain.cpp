// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/wizardfixture.h"

#include <QCheckBox>

using namespace mmigrate;
using namespace mmigrate::test;

/// What the wizard leaves with the keychain, takes from it and has it forget.
class WizardKeychainTest : public WizardFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }
    void cleanup() { m_driver.reset(); }

    void keychain();
    void noKeychain();
    void keychainForgets();

private:
    std::unique_ptr<MemoryCredentialStore> m_store;
};

void WizardKeychainTest::keychain()
{
    m_store = std::make_unique<MemoryCredentialStore>();
    MemoryCredentialStore &store = *m_store;
    startAgain(&store);
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source);
    QVERIFY(m_driver->find<QCheckBox>("rememberCheckBox")->isEnabled());
    QVERIFY(!m_driver->find<QCheckBox>("rememberCheckBox")->isChecked()); // off by default
    m_driver->find<QCheckBox>("rememberCheckBox")->setChecked(true);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(store.all().size(), 1);
    // Typed again in another migration: the password comes by itself.
    startAgain(&store);
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    m_driver->type("addressLineEdit", m_source->url().toString());
    m_driver->type("loginLineEdit", m_source->adminUsername());
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->textOf("passwordLineEdit") == m_source->adminPassword(); }));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardKeychainTest::noKeychain()
{
    m_store = std::make_unique<MemoryCredentialStore>(CredentialStore::Availability::Unavailable);
    startAgain(m_store.get());
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    QVERIFY(!m_driver->find<QCheckBox>("rememberCheckBox")->isEnabled());
    QVERIFY(m_driver->isVisible("rememberLabel"));
    QVERIFY(m_driver->textOf("rememberLabel").contains(QLatin1String("no keychain")));
}

void WizardKeychainTest::keychainForgets()
{
    m_store = std::make_unique<MemoryCredentialStore>();
    MemoryCredentialStore &store = *m_store;
    startAgain(&store);
    m_driver->leadTo(PageId::Source, *m_source, *m_destination);
    m_driver->fillSignIn(*m_source);
    m_driver->find<QCheckBox>("rememberCheckBox")->setChecked(true);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    m_driver->click("rememberCheckBox");
    QVERIFY(QTest::qWaitFor([&] { return store.all().isEmpty(); }));
}

QTEST_MAIN(WizardKeychainTest)
#include "tst_wizardkeychain.moc"
