// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/migrationwizard.h"

#include "wizard/checkpage.h"
#include "wizard/connectionsettings.h"
#include "wizard/connectionsettingsdialog.h"
#include "wizard/downloadpage.h"
#include "wizard/exportpage.h"
#include "wizard/finishpage.h"
#include "wizard/importpage.h"
#include "wizard/pageplan.h"
#include "wizard/sidepanel.h"
#include "wizard/signinpage.h"
#include "wizard/uploadpage.h"
#include "wizard/welcomepage.h"

#include <QAbstractButton>
#include <QMessageBox>
#include <QPushButton>
#include <QScreen>

#include <algorithm>

namespace mmigrate {

namespace {

int idOf(PageId page)
{
    return static_cast<int>(page);
}

} // namespace

MigrationWizard::MigrationWizard(const SessionOptions &options, CredentialStore &store,
                                 QWidget *parent)
    : QWizard(parent)
    , m_session(options)
    , m_connection(new ConnectionSettings(options.settingsFile, store, this))
    , m_side(new SidePanel(this))
{
    setObjectName(QStringLiteral("migrationWizard"));
    // One style everywhere: the others leave no room for the list of steps.
    setWizardStyle(QWizard::ClassicStyle);
    setOption(QWizard::NoBackButtonOnStartPage);
    setOption(QWizard::NoCancelButtonOnLastPage, false);
    setButtonText(QWizard::BackButton, tr("&Back"));
    setButtonText(QWizard::NextButton, tr("&Next"));
    setButtonText(QWizard::CancelButton, tr("C&lose"));
    setButtonText(QWizard::FinishButton, tr("&Finish"));
    setSideWidget(m_side);
    addPages(store);
    const auto useProxy = [this] { m_session.setProxy(m_connection->proxy()); };
    connect(m_connection, &ConnectionSettings::changed, this, useProxy);
    useProxy();
    connect(&m_session, &MigrationSession::stateChanged, this, &MigrationWizard::showSide);
    connect(&m_session, &MigrationSession::runStateChanged, this, &MigrationWizard::showSide);
    connect(&m_session, &MigrationSession::progressChanged, this, &MigrationWizard::showDownload);
    connect(&m_session, &MigrationSession::signedOut, this, &MigrationWizard::signedOut);
    connect(&m_session, &MigrationSession::practiceReady, this, &MigrationWizard::showTitle);
    connect(this, &QWizard::currentIdChanged, this, &MigrationWizard::pageShown);
    showTitle();
    showSide();
    // In letters, so that it fits the person's text size, whatever the screen.
    const QFontMetrics metrics(font());
    const QSize wanted(metrics.averageCharWidth() * 125, metrics.height() * 46);
    resize(wanted.boundedTo(screen()->availableSize() * 0.95));
}

MigrationWizard::~MigrationWizard()
{
    // Pages hear of the session's last changes otherwise, while they are taken apart.
    m_session.disconnect();
    // Fields lose the focus when the window goes, and tell so: as long as there is a session to
    // ask.
    hide();
}

void MigrationWizard::addPages(CredentialStore &store)
{
    m_welcome = new WelcomePage(m_session);
    connect(m_welcome, &WelcomePage::continued, this, &MigrationWizard::continued);
    setPage(idOf(PageId::Welcome), m_welcome);
    setPage(idOf(PageId::Source), new SignInPage(ServerSide::Source, m_session, store));
    setPage(idOf(PageId::Export), new ExportPage(m_session));
    setPage(idOf(PageId::Download), new DownloadPage(m_session));
    setPage(idOf(PageId::Destination), new SignInPage(ServerSide::Destination, m_session, store));
    setPage(idOf(PageId::Check), new CheckPage(m_session));
    setPage(idOf(PageId::Upload), new UploadPage(m_session));
    setPage(idOf(PageId::Import), new ImportPage(m_session));
    setPage(idOf(PageId::Finish), new FinishPage(m_session));
    setStartId(idOf(PageId::Welcome));
}

RunPage *MigrationWizard::runPage(PageId id) const
{
    return qobject_cast<RunPage *>(page(idOf(id)));
}

PageId MigrationWizard::pageAfter(PageId page) const
{
    const QList<PageId> pages = pagesOf(m_session.state().options.kind);
    const qsizetype at = pages.indexOf(page);
    return at >= 0 && at + 1 < pages.size() ? pages.at(at + 1) : PageId::Finish;
}

int MigrationWizard::nextId() const
{
    if (m_jump)
        return idOf(*m_jump);
    const PageId current = currentPageId();
    if (currentId() < 0 || current == PageId::Finish)
        return -1;
    if (m_heading && *m_heading > current) {
        // A sign-in may have made earlier work due again.
        const PageId heading = std::min(*m_heading, firstUnfinishedPage(m_session.state()));
        if (heading <= current)
            return idOf(pageAfter(current));
        const std::optional<ServerSide> side = signInNeededBy(heading, m_session.state());
        const bool mustSignIn = side && !m_session.isSignedIn(*side);
        const PageId signIn = side == ServerSide::Source ? PageId::Source : PageId::Destination;
        return idOf(mustSignIn && current < signIn ? signIn : heading);
    }
    return idOf(pageAfter(current));
}

bool MigrationWizard::validateCurrentPage()
{
    return m_jump || QWizard::validateCurrentPage();
}

void MigrationWizard::continued()
{
    m_heading = firstUnfinishedPage(m_session.state());
}

void MigrationWizard::startPractice()
{
    m_welcome->choose(WelcomePage::Choice::Practice);
    next();
}

void MigrationWizard::goToMend(NextAction action, StepId step)
{
    const MigrationKind kind = m_session.state().options.kind;
    const bool isSource = step == StepId::SignInSource || step == StepId::CreateExport
                          || step == StepId::DownloadArchive;
    PageId target = isSource ? PageId::Source : PageId::Destination;
    if (action == NextAction::ChooseExport)
        target = PageId::Export;
    else if (action == NextAction::ChooseFolder || action == NextAction::ChooseArchive)
        target = PageId::Download;
    if (!pagesOf(kind).contains(target))
        target = PageId::Welcome;
    const PageId from = currentPageId();
    goTo(target);
    if (target != PageId::Welcome && from != target)
        m_heading = from;
    if (RunPage *page = runPage(target))
        page->focusOn(action);
}

/// Back to a page that was visited. Else to a new one, from the first page on: QWizard shows no
/// page twice in a row of visits, and the way leads to the present page again.
void MigrationWizard::goTo(PageId target)
{
    const PageId visited = visitedIds().contains(idOf(target)) ? target : PageId::Welcome;
    while (currentPageId() != visited)
        back();
    if (visited == target)
        return;
    m_jump = target;
    next();
    m_jump.reset();
}

void MigrationWizard::goBackAndStart(PageId target)
{
    goTo(target);
    runPage(target)->startSoon();
}

ConnectionSettingsDialog *MigrationWizard::openConnectionSettings()
{
    auto *dialog = new ConnectionSettingsDialog(*m_connection, this);
    dialog->open();
    return dialog;
}

/// The page from which this one is led to with its work asked for already: where the person has
/// chosen that, and for a check, which changes nothing.
RunPage *MigrationWizard::pageThatStarts(PageId page) const
{
    switch (page) {
    case PageId::Download:
        return runPage(PageId::Export);
    case PageId::Import:
        return runPage(PageId::Upload);
    case PageId::Check:
        // Meanwhile there is something to choose.
        return m_session.isFetching() ? nullptr : runPage(PageId::Destination);
    default:
        return nullptr;
    }
}

void MigrationWizard::pageShown()
{
    // Whoever begins anew heads for nothing yet.
    if (m_heading && (currentPageId() >= *m_heading || currentPageId() == PageId::Welcome))
        m_heading.reset();
    showSide();
    const PageId page = currentPageId();
    RunPage *const before = pageThatStarts(page);
    if (before && before->hasGoneOn())
        runPage(page)->startSoon();
    else if (RunPage *shown = runPage(page))
        shown->entered();
    else
        m_welcome->entered();
}

void MigrationWizard::showTitle()
{
    setWindowTitle(m_session.isPractice() ? tr("mmigrate – practice, nothing real is touched")
                                          : tr("mmigrate"));
}

/// Whoever went on during the download sees here that it goes on, or has stopped.
void MigrationWizard::showDownload(const Progress &progress)
{
    if (!m_session.isFetching())
        return;
    const bool isKnown = progress.step == StepId::DownloadArchive && progress.total > 0;
    const int percent = isKnown
                            ? static_cast<int>(std::clamp<qint64>(progress.done, 0, progress.total)
                                               * 100 / progress.total)
                            : -1;
    m_side->setUnfinished(PageId::Download, SidePanel::Unfinished::Running, percent);
}

void MigrationWizard::showSide()
{
    if (!m_session.isFetching()) {
        const bool isDone = m_session.state().isFinished(StepId::CheckArchive);
        m_side->setUnfinished(PageId::Download, isDone ? SidePanel::Unfinished::None
                                                       : SidePanel::Unfinished::Stopped);
    }
    m_side->setPages(pagesOf(m_session.state().options.kind));
    m_side->setCurrent(currentId() < 0 ? PageId::Welcome : currentPageId());
    m_side->setServers(m_session.state());
}

void MigrationWizard::accept()
{
    // The Finish button comes here first.
    if (validateCurrentPage())
        closeAs(Accepted);
}

void MigrationWizard::reject()
{
    // A practice cannot be continued: its servers go with the window.
    const bool isLost = !m_session.isPractice() && (m_session.isRunning() || m_session.hasBegun());
    if (isLost && !m_closing && isVisible())
        askToClose();
    else
        closeAs(Rejected);
}

/// The window goes at once; what mmigrate has opened on the servers is closed before it ends.
void MigrationWizard::closeAs(DialogCode code)
{
    if (m_closing)
        return;
    m_closing = code;
    hide();
    if (!m_session.isRunning())
        return m_session.signOut();
    connect(&m_session, &MigrationSession::finished, this, [this] { m_session.signOut(); });
    m_session.cancel();
}

void MigrationWizard::signedOut()
{
    if (m_closing == Accepted)
        QWizard::accept();
    else
        QWizard::reject();
}

void MigrationWizard::askToClose()
{
    if (findChild<QMessageBox *>(QStringLiteral("closeQuestion")))
        return;
    auto *question = new QMessageBox(
        QMessageBox::Question, tr("Close mmigrate?"),
        tr("The migration is not finished. If you close now, you can continue it the next time "
           "you start mmigrate."),
        QMessageBox::NoButton, this);
    question->setObjectName(QStringLiteral("closeQuestion"));
    question->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton *later =
        question->addButton(tr("&Close and continue later"), QMessageBox::AcceptRole);
    later->setObjectName(QStringLiteral("closeLaterButton"));
    QPushButton *stay = question->addButton(tr("&Keep going"), QMessageBox::RejectRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    connect(later, &QPushButton::clicked, this, [this] { closeAs(Rejected); });
    question->open();
}

} // namespace mmigrate
