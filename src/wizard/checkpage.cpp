// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/checkpage.h"

#include "core/steps/importerrules.h"
#include "text/collisiontext.h"
#include "text/destinationfindingtext.h"
#include "text/errortext.h"
#include "text/findingtext.h"
#include "text/steptext.h"
#include "ui_checkpage.h"
#include "wizard/migrationsession.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QHeaderView>
#include <QLocale>
#include <QMenu>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int visibleRows = 5;

/// Rows that show as much as their text needs, at most so many at a time.
void setTableHeight(QTableView &table)
{
    const int rowHeight = table.fontMetrics().height() * 3 / 2;
    table.setMinimumHeight(table.horizontalHeader()->sizeHint().height() + visibleRows * rowHeight
                           + 2 * table.frameWidth());
}

QString changeText(const DestinationFinding &finding)
{
    const QString setting = finding.facts.value(QStringLiteral("setting")).toString();
    const auto value = [&](const char *fact) {
        return settingValueText(setting, finding.facts.value(QLatin1String(fact)));
    };
    return CheckPage::tr("%1: from %2 to %3")
        .arg(settingText(setting), value("current"), value("needed"));
}

} // namespace

CheckPage::CheckPage(MigrationSession &session)
    : RunPage(PageId::Check, session)
    , m_ui(std::make_unique<Ui::CheckPage>())
{
    m_ui->setupUi(this);
    QFont bold = m_ui->summaryLabel->font();
    bold.setBold(true);
    m_ui->summaryLabel->setFont(bold);
    setParts({m_ui->formWidget, m_ui->progressPanel, m_ui->errorPanel, m_ui->resultWidget});
    m_ui->contentsLayout->setStretchFactor(m_ui->resultWidget, 1); // the tables take what is left
    setUpFound();
    setUpNames();
    setUpFiles();
    setTableHeight(*m_ui->foundTableView);
    setTableHeight(*m_ui->namesTableView);
    connect(m_ui->adjustCheckBox, &QCheckBox::toggled, this, [this](bool on) {
        MigrationOptions options = this->session().state().options;
        options.adjustLimits = on;
        m_ui->limitsCheckBox->setChecked(on); // one consent, wherever it is given
        this->session().setOptions(options);
        showFound();
        showSummary();
    });
    connect(m_ui->againButton, &QPushButton::clicked, this, [this] { startRun(); });
    connect(&this->session(), &MigrationSession::runStateChanged, this, [this] {
        if (stage() == Stage::Form)
            showArchive();
    });
}

CheckPage::~CheckPage() = default;

void CheckPage::setUpFound()
{
    m_ui->foundTableView->setModel(&m_found);
    m_ui->foundTableView->verticalHeader()->hide();
    m_ui->foundTableView->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    QHeaderView *header = m_ui->foundTableView->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(FoundModel::What, QHeaderView::Stretch);
    header->setSectionsClickable(false);
    m_ui->foundTableView->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_ui->detailBrowser->setFixedHeight(fontMetrics().height() * 5);
    m_ui->savingLabel->hide();
    connect(m_ui->foundTableView->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &CheckPage::showDetail);
    connect(m_ui->detailBrowser, &QTextBrowser::anchorClicked, this, &CheckPage::openLine);
    connect(&m_saver, &FindingSaver::finished, this, &CheckPage::findingsSaved);
    connect(&m_saver, &FindingSaver::progressed, this, [this](int percent) {
        m_ui->savingLabel->setText(tr("Saving: %1 %").arg(QLocale().toString(percent)));
    });
}

void CheckPage::setUpFiles()
{
    auto *files = new QMenu(m_ui->filesButton);
    const auto add = [&](const char *name, const QString &text, void (CheckPage::*what)()) {
        QAction *action = files->addAction(text, this, what);
        action->setObjectName(QLatin1String(name));
        return action;
    };
    m_saveFindings = add("saveFindingsAction", QString(), &CheckPage::saveFindings);
    m_saveNames = add("saveNamesAction", tr("Save the &names…"), &CheckPage::saveNames);
    m_saveDecisions =
        add("saveDecisionsAction", tr("Save the &decisions…"), &CheckPage::saveDecisions);
    m_loadDecisions = add("loadDecisionsAction", tr("&Open decisions…"), &CheckPage::loadDecisions);
    m_ui->filesButton->setMenu(files);
}

void CheckPage::showFiles()
{
    m_saveFindings->setText(m_saver.isRunning() ? tr("Sto&p saving") : tr("Save all &findings…"));
    m_saveFindings->setEnabled(!session().state().archive.findings.isEmpty());
    const bool hasNames = m_names.rowCount() > 0;
    m_saveNames->setEnabled(hasNames);
    m_saveDecisions->setEnabled(hasNames);
    m_loadDecisions->setEnabled(hasNames && mayDecide());
}

QString CheckPage::startText() const
{
    return tr("&Check");
}

void CheckPage::showState()
{
    showArchive();
    m_ui->limitsCheckBox->setChecked(session().state().options.adjustLimits);
}

void CheckPage::showArchive()
{
    const MigrationState &state = session().state();
    const QString path = state.archive.path;
    const bool isFetching = session().isFetching();
    m_ui->fileLabel->setText(
        isFetching
            ? tr("It is still being downloaded. The check begins as soon as it is here.")
            : tr("%1 (%2)").arg(QDir::toNativeSeparators(path), sizeText(QFileInfo(path).size())));
    m_ui->meanwhileCheckBox->setVisible(isFetching && state.options.overlap);
}

void CheckPage::saveForm()
{
    MigrationOptions options = session().state().options;
    options.adjustLimits = m_ui->limitsCheckBox->isChecked();
    session().setOptions(options);
}

void CheckPage::prepareMeanwhile()
{
    if (m_ui->meanwhileCheckBox->isChecked())
        session().uploadAhead();
}

bool CheckPage::handleAction(NextAction action)
{
    if (action == NextAction::AdjustLimits)
        m_ui->limitsCheckBox->setChecked(true);
    return false;
}

bool CheckPage::isComplete() const
{
    return RunPage::isComplete() && (stage() != Stage::Done || openPoints().isEmpty());
}

bool CheckPage::validatePage()
{
    if (stage() != Stage::Done || !mayDecide() || areNamesTried())
        return RunPage::validatePage();
    session().lookAgain();
    startRun();
    m_goesOnAfterCheck = true;
    return false;
}

bool CheckPage::goesOn() const
{
    return m_goesOnAfterCheck && openPoints().isEmpty();
}

std::optional<WorkingSpace> CheckPage::neededSpace() const
{
    if (!mayDecide())
        return std::nullopt;
    const MigrationState &state = session().state();
    return plannedSpace(state, archiveFindings(state), m_names.decisions(), m_names.report());
}

bool CheckPage::mayDecide() const
{
    return !session().state().import.intended;
}

DestinationReport CheckPage::report() const
{
    return DestinationReport::fromJson(session().state().destinationCheck.report);
}

/// What is to be done is told before it is done.
void CheckPage::stageChanged()
{
    m_ui->leadLabel->setVisible(stage() != Stage::Done);
    if (stage() != Stage::Done)
        m_goesOnAfterCheck = false;
}

void CheckPage::showResult()
{
    showFound();
    showNames();
    showSettings();
    showFiles();
    showSummary();
}

QWidget *CheckPage::resultFocus() const
{
    if (openPoints().isEmpty())
        return defaultButton();
    if (m_ui->adjustCheckBox->isVisible() && !m_ui->adjustCheckBox->isChecked())
        return m_ui->adjustCheckBox;
    return m_names.openCount() > 0 ? m_ui->namesTableView : m_ui->foundTableView;
}

void CheckPage::showFound()
{
    const MigrationState &state = session().state();
    m_found.setFound(archiveFindings(state), report(), state.options.adjustLimits);
    const bool hasAny = m_found.rowCount() > 0;
    m_ui->nothingLabel->setVisible(!hasAny);
    m_ui->foundTableView->setVisible(hasAny);
    m_ui->detailBrowser->setVisible(hasAny);
    m_ui->tabWidget->setTabText(m_ui->tabWidget->indexOf(m_ui->foundTab),
                                tr("Found (%1)").arg(QLocale().toString(m_found.rowCount())));
    if (hasAny)
        m_ui->foundTableView->selectRow(0);
    showDetail();
}

void CheckPage::showDetail()
{
    const QModelIndex current = m_ui->foundTableView->currentIndex();
    if (!current.isValid())
        return m_ui->detailBrowser->clear();
    const FoundModel::Row &row = m_found.row(current.row());
    QString html = QStringLiteral("<p>%1</p>").arg(row.advice.toHtmlEscaped());
    QStringList places;
    for (qsizetype index = 0; index < row.examples.size(); ++index) {
        const Finding &finding = row.examples.at(index);
        const QString place = findingPlace(finding).toHtmlEscaped();
        places.append(
            finding.line > 0
                ? QStringLiteral("<a href=\"%1\">%2</a>").arg(QString::number(index), place)
                : place);
    }
    if (row.count > row.examples.size() && !places.isEmpty())
        places.append(tr("and %1 more").arg(QLocale().toString(row.count - row.examples.size())));
    if (!places.isEmpty())
        html += QStringLiteral("<p>%1</p>").arg(places.join(QStringLiteral("<br>")));
    m_ui->detailBrowser->setHtml(html);
}

void CheckPage::showSettings()
{
    QStringList adjusted;
    QList<DestinationFinding> switches;
    const DestinationReport found = report();
    for (const DestinationFinding &finding : found.findings) {
        if (finding.remedy == Remedy::Adjust)
            adjusted.append(QStringLiteral("• ") + changeText(finding));
        else if (finding.remedy == Remedy::SwitchOn)
            switches.append(finding);
    }
    const bool isAny = !adjusted.isEmpty();
    adjusted.append(tr("It is put back at the end."));
    m_ui->adjustLabel->setText(adjusted.join(QLatin1Char('\n')));
    m_ui->adjustLabel->setVisible(isAny);
    m_ui->adjustCheckBox->setVisible(isAny);
    m_ui->adjustCheckBox->setChecked(session().state().options.adjustLimits);
    showSwitches(switches);
    m_ui->settingsWidget->setVisible(isAny || !switches.isEmpty());
    m_ui->settingsWidget->setEnabled(mayDecide());
}

void CheckPage::showSwitches(const QList<DestinationFinding> &settings)
{
    qDeleteAll(m_ui->settingsWidget->findChildren<QCheckBox *>(QStringLiteral("switchOnCheckBox")));
    for (const DestinationFinding &finding : settings) {
        const QString setting = finding.facts.value(QStringLiteral("setting")).toString();
        auto *box = new QCheckBox(tr("Switch on for good: %1").arg(settingText(setting)),
                                  m_ui->settingsWidget);
        box->setObjectName(QStringLiteral("switchOnCheckBox"));
        box->setToolTip(destinationFindingAdvice(finding));
        box->setChecked(session().state().options.switchOn.contains(setting));
        connect(box, &QCheckBox::toggled, this,
                [this, setting](bool on) { setSwitchedOn(setting, on); });
        m_ui->switchOnLayout->addWidget(box);
    }
}

void CheckPage::setSwitchedOn(const QString &setting, bool on)
{
    MigrationOptions options = session().state().options;
    options.switchOn.removeAll(setting);
    if (on)
        options.switchOn.append(setting);
    session().setOptions(options);
}

QStringList CheckPage::openPoints() const
{
    QStringList points;
    const MigrationState &state = session().state();
    // The import is under way or over: nothing here can stop it any more.
    if (state.import.intended)
        return points;
    const DestinationReport found = report();
    bool isLimitLeft = false;
    for (const DestinationFinding &finding : found.findings) {
        if (!stopsImport(finding, state.options.adjustLimits))
            continue;
        if (finding.remedy == Remedy::Adjust)
            isLimitLeft = true;
        else
            points.append(destinationFindingSentence(finding));
    }
    if (isLimitLeft)
        points.append(tr("Settings of the destination are too low. Allow mmigrate to change them, "
                         "or change them there and check again."));
    for (int row = 0; row < m_found.rowCount(); ++row) {
        if (m_found.row(row).isFinal)
            points.append(m_found.row(row).what);
    }
    if (!m_namesError.isEmpty())
        points.append(m_namesError);
    else if (!state.destinationCheck.targetError.isEmpty() && areNamesTried())
        points.append(targetErrorText(state.destinationCheck.targetError));
    if (const auto space = neededSpace(); space && !space->isEnough())
        points.append(workingSpaceText(*space));
    if (const qint64 open = m_names.openCount(); open > 0)
        points.append(tr("Names to decide on: %1.").arg(QLocale().toString(open)));
    return points;
}

void CheckPage::showSummary()
{
    const QStringList open = openPoints();
    const qint64 mended = m_found.mendedCount();
    QString summary = open.isEmpty() ? tr("Nothing stands in the way of the import.")
                                     : tr("Before the upload, this has to be settled:");
    m_ui->summaryLabel->setText(summary);
    QStringList lines;
    for (const QString &point : open)
        lines.append(QStringLiteral("• ") + point);
    if (mended > 0)
        lines.append(tr("Mended in the archive that mmigrate sends, while yours stays as it is: %1 "
                        "of the findings.")
                         .arg(QLocale().toString(mended)));
    if (const auto space = neededSpace(); space && space->isEnough())
        lines.append(workingSpaceText(*space));
    if (m_names.rowCount() > 0 && open.isEmpty())
        lines.append(tr("Names on both sides: %1. Look at what becomes of them.")
                         .arg(QLocale().toString(m_names.rowCount())));
    m_ui->openLabel->setText(lines.join(QLatin1Char('\n')));
    m_ui->openLabel->setVisible(!lines.isEmpty());
    Q_EMIT completeChanged();
}

} // namespace mmigrate
