// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "wizard/wizarddriver.h"

namespace mmigrate::test {

inline const QString peopleLimit = QStringLiteral("TeamSettings.MaxUsersPerTeam");

/// What tests of the wizard share: two servers, a folder, and the window between them. Where a
/// helper returns false, the page's errorWords() say why.
class WizardFixture : public QObject
{
protected:
    /// Two servers and an empty folder; no window yet.
    void prepare();
    /// Opens the window; the second time it is the program started again in the same folder.
    void startAgain(CredentialStore *store = nullptr, const SessionOptions &options = {});
    /// The same, and on to the page.
    void start(PageId page, const SessionOptions &options = {});
    /// An export is there already, and a second migration, in a folder of its own, is to use it:
    /// chosen on the Export page, where nothing has begun yet.
    void chooseExistingExport();
    /// On the Export page: exports, and stays there.
    bool exportAndStay();
    /// Uploads to a destination whose limit is too low: the page asks, and the person has it
    /// raised.
    bool uploadRaisingPeopleLimit(int tooLow);
    /// Until the page is done or has led on.
    bool waitForEndOf(PageId page);

    QString file(const QString &name) const { return m_folder->filePath(name); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<PracticeServer> m_destination;
    std::unique_ptr<WizardDriver> m_driver;
};

} // namespace mmigrate::test
