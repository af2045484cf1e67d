// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/destinationreport.h"
#include "core/steps/workingspace.h"
#include "wizard/collisionmodel.h"
#include "wizard/findingsaver.h"
#include "wizard/foundmodel.h"
#include "wizard/runpage.h"

class QAction;

namespace Ui {
class CheckPage;
}

namespace mmigrate {

/// Shows all that could stop the import or lose something, and takes the person's decisions on it.
class CheckPage : public RunPage
{
    Q_OBJECT
public:
    explicit CheckPage(MigrationSession &session);
    ~CheckPage() override;

    bool isComplete() const override;
    bool validatePage() override;

protected:
    void showState() override;
    void showResult() override;
    void stageChanged() override;
    QWidget *resultFocus() const override;
    void saveForm() override;
    QString startText() const override;
    void prepareMeanwhile() override;
    bool handleAction(NextAction action) override;
    bool goesOn() const override;

private:
    void showArchive();
    void setUpFound();
    void setUpNames();
    void setUpFiles();
    void showFiles();
    void showFound();
    void showDetail();
    void showNames();
    void showFilter();
    void showSettings();
    void showSummary();
    void showSwitches(const QList<DestinationFinding> &settings);
    void decideShown();
    void keepDecisions();
    void setSwitchedOn(const QString &setting, bool on);

    void saveFindings();
    void findingsSaved(const Result<qint64> &findings);
    void saveNames();
    void saveDecisions();
    void loadDecisions();
    void askForFile(const char *name, const QString &title, const QString &proposal,
                    const QStringList &filters, bool opens,
                    const std::function<void(const QString &)> &chosen);
    void tellOfNames(const QString &text);
    void openLine(const QUrl &link);

    DestinationReport report() const;
    /// What has to be settled before the upload can begin, a sentence each.
    QStringList openPoints() const;
    bool mayDecide() const;
    /// Room for a corrected archive, where one will be made.
    std::optional<WorkingSpace> neededSpace() const;
    /// Whether the destination was asked about the new names that are chosen now.
    bool areNamesTried() const;

    std::unique_ptr<Ui::CheckPage> m_ui;
    FoundModel m_found;
    CollisionModel m_names;
    CollisionFilter m_filter;
    FindingSaver m_saver;
    QAction *m_saveFindings = nullptr;
    QAction *m_saveNames = nullptr;
    QAction *m_saveDecisions = nullptr;
    QAction *m_loadDecisions = nullptr;
    bool m_goesOnAfterCheck = false; ///< Next was pressed, and names had to be asked about first
    QString m_namesError{};          ///< why decisions could not be read or kept
};

} // namespace mmigrate
