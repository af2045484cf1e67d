// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/migrationsession.h"

#include "core/api/serveraddress.h"
#include "core/base/log.h"
#include "core/steps/archiveplace.h"
#include "core/steps/preparearchive.h"
#include "core/steps/runimport.h"

#include <QFile>
#include <QStandardPaths>
#include <QtConcurrentRun>

#include <algorithm>
#include <utility>

namespace mmigrate {

namespace {

bool isSameLogin(const Credentials &a, const Credentials &b)
{
    return a.loginId == b.loginId && a.password == b.password && a.accessToken == b.accessToken;
}

/// Typed in another way it may still be the same server.
bool isSameAddress(const ServerState &server, const QString &typed)
{
    if (server.typedAddress == typed)
        return true;
    const Result<ServerAddress> now = parseServerAddress(typed);
    const Result<ServerAddress> before = parseServerAddress(server.typedAddress);
    return now && before && now->url == before->url && now->schemeTyped == before->schemeTyped;
}

/// Something lies on a server or a disk that is worth continuing.
bool isWorthContinuing(const MigrationState &state)
{
    const bool hasWork = state.exported.intended || !state.exported.fileName.isEmpty()
                         || state.isFinished(StepId::LookAtDestination) || state.archive.isPrepared
                         || state.upload.intended || state.hasUnrestoredSettings();
    return hasWork && !state.isComplete();
}

} // namespace

MigrationSession::MigrationSession(const SessionOptions &options, QObject *parent)
    : QObject(parent)
    , m_options(options)
{
    connect(&m_practiceWatcher, &QFutureWatcherBase::finished, this,
            &MigrationSession::practiceStarted);
    startNew(MigrationKind::Full);
}

MigrationSession::~MigrationSession()
{
    m_practiceWatcher.waitForFinished(); // it fills m_practice, at most for a second
    leaveMigration();
}

QString MigrationSession::journalFolder() const
{
    if (m_practiceFolder)
        return m_practiceFolder->filePath(QStringLiteral("migrations"));
    return m_options.journalFolder.isEmpty() ? MigrationJournal::defaultFolder()
                                             : m_options.journalFolder;
}

ServerState &MigrationSession::mutableServer(ServerSide side)
{
    return side == ServerSide::Source ? m_state.source : m_state.destination;
}

const ServerState &MigrationSession::server(ServerSide side) const
{
    return side == ServerSide::Source ? m_state.source : m_state.destination;
}

ServerSecrets &MigrationSession::secrets(ServerSide side)
{
    return side == ServerSide::Source ? m_secrets.source : m_secrets.destination;
}

bool MigrationSession::isSignedIn(ServerSide side) const
{
    return m_signedIn.contains(side);
}

Credentials MigrationSession::credentials(ServerSide side) const
{
    return side == ServerSide::Source ? m_secrets.source.credentials
                                      : m_secrets.destination.credentials;
}

MigrationRunner::State MigrationSession::runState() const
{
    return m_runner ? m_runner->state() : MigrationRunner::State::Idle;
}

bool MigrationSession::isRunning() const
{
    return runState() != MigrationRunner::State::Idle;
}

bool MigrationSession::hasBegun() const
{
    return m_runner && isWorthContinuing(m_state);
}

QList<MigrationState> MigrationSession::interrupted() const
{
    QList<MigrationState> states;
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(journalFolder());
    for (const MigrationJournal::Listed &item : listed) {
        if (!item.state || item.id == m_state.id)
            continue;
        // Cleaned up is over, also when not everything had arrived.
        const bool isOver =
            item.state->isFinished(StepId::CleanUp) && !item.state->hasUnrestoredSettings();
        if (isOver || item.state->isComplete())
            continue;
        states.append(*item.state);
        states.last().id = item.id; // the file's name is what it is opened by
    }
    return states;
}

/// What has a runner is on disk; a journal of nothing would only fill the list.
void MigrationSession::leaveMigration()
{
    const bool isWorthKeeping = isWorthContinuing(m_state) || m_state.isComplete();
    const QString id = m_state.id;
    const bool hadJournal = m_runner != nullptr;
    m_runner.reset();
    m_isSigningInBeside = false;
    if (!hadJournal || isWorthKeeping)
        return;
    if (const Result<void> removed = removeMigration(id); !removed)
        qCWarning(logSteps).noquote() << removed.error().toLogLine();
}

int MigrationSession::unreadableCount() const
{
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(journalFolder());
    return static_cast<int>(
        std::count_if(listed.begin(), listed.end(),
                      [](const MigrationJournal::Listed &item) { return !item.state; }));
}

void MigrationSession::startNew(MigrationKind kind, const QString &archive)
{
    ++m_generation;
    m_setAside.reset();
    leaveMigration();
    if (!m_practice)
        forgetSecrets();
    const ServerState source = m_state.source;
    const ServerState destination = m_state.destination;
    m_state = {};
    m_state.options.kind = kind;
    m_state.options.includeProfilePictures = true;
    m_state.options.folder =
        m_options.downloadFolder.isEmpty()
            ? QStandardPaths::writableLocation(QStandardPaths::DownloadLocation)
            : m_options.downloadFolder;
    m_state.archive.path = archive;
    if (m_practice) {
        m_state.options.folder = m_practiceFolder->path();
        m_state.source = source;
        m_state.destination = destination;
    }
    Q_EMIT stateChanged();
}

Result<void> MigrationSession::continueMigration(const QString &id)
{
    ++m_generation;
    m_setAside.reset();
    leaveMigration();
    Result<std::unique_ptr<MigrationJournal>> journal = MigrationJournal::open(journalFolder(), id);
    if (!journal) {
        startNew(MigrationKind::Full);
        return journal.error();
    }
    forgetSecrets();
    m_state = (*journal)->state();
    findArchiveAgain(m_state);
    m_secrets.source.credentials.loginId = m_state.source.username;
    m_secrets.destination.credentials.loginId = m_state.destination.username;
    adopt(std::move(*journal));
    Q_EMIT stateChanged();
    return {};
}

Result<void> MigrationSession::removeMigration(const QString &id) const
{
    Result<std::unique_ptr<MigrationJournal>> journal = MigrationJournal::open(journalFolder(), id);
    if (!journal)
        return journal.error();
    // What was made for it holds messages and names, and nobody would look for it.
    MigrationState state = (*journal)->state();
    state.startAgainFrom(StepId::PrepareArchive);
    removeOutdatedFiles(state);
    QFile::remove(decisionsPath(state));
    return (*journal)->remove();
}

void MigrationSession::startPractice()
{
    if (m_practice || m_practiceWatcher.isRunning())
        return;
    auto *pair = new PracticePair(m_options.practiceSource, m_options.practiceDestination);
    m_practice.reset(pair);
    // Making the workspace takes some tenths of a second.
    m_practiceWatcher.setFuture(QtConcurrent::run([pair] { return pair->start(); }));
}

void MigrationSession::practiceStarted()
{
    const Result<void> started = m_practiceWatcher.result();
    if (!started) {
        m_practice.reset();
        Q_EMIT practiceReady(started.error());
        return;
    }
    leaveMigration();
    m_practiceFolder = std::make_unique<QTemporaryDir>();
    forgetSecrets();
    m_state = {};
    m_practice->fillIn(m_state, m_secrets);
    startNew(MigrationKind::Full);
    Q_EMIT practiceReady(std::nullopt);
}

void MigrationSession::forgetSecrets()
{
    dropSession(ServerSide::Source);
    dropSession(ServerSide::Destination);
    m_secrets = {};
    m_signedIn.clear();
}

void MigrationSession::forgetServer(ServerSide side, const QString &typedAddress)
{
    const bool hadExport = m_state.exported.intended || !m_state.exported.fileName.isEmpty();
    if (side == ServerSide::Source && hadExport) {
        // What was begun with the other server stays in the list of interrupted migrations.
        const MigrationState before = m_state;
        leaveMigration();
        m_state = {};
        m_state.options = before.options;
        m_state.destination = before.destination;
    } else if (side == ServerSide::Destination) {
        if (m_state.hasUnrestoredSettings()) {
            // They are put back by continuing the migration to the first one, from the list.
            const MigrationState before = m_state;
            leaveMigration();
            m_state = before;
            m_state.id.clear();
            m_state.adjustedSettings.clear();
            // These are still the first one's.
            m_state.archive.preparedPath.clear();
            m_state.archive.tailPath.clear();
            m_state.destinationCheck.collisionsPath.clear();
        } else {
            if (!m_setAside && !isFetching())
                m_setAside = m_state; // the address may be mistyped, see takeBackDestination()
            if (m_state.options.mappingFile == decisionsPath(m_state))
                m_state.outdatedFiles.append(m_state.options.mappingFile);
        }
        m_state.startAgainFrom(StepId::PrepareArchive);
        m_state.upload = {};
    }
    mutableServer(side) = {};
    mutableServer(side).typedAddress = typedAddress;
    // Agreed to for another server.
    m_state.options.allowInsecureHttp = false;
    if (side == ServerSide::Destination) {
        m_state.options.adjustLimits = false;
        m_state.options.switchOn.clear();
        m_state.options.mappingFile.clear();
    }
}

/// The person typed the former destination's address again before signing in to another one: what
/// was begun there goes on.
bool MigrationSession::takeBackDestination(const QString &typedAddress)
{
    if (!m_setAside || !isSameAddress(m_setAside->destination, typedAddress))
        return false;
    MigrationState before = *std::exchange(m_setAside, std::nullopt);
    const bool adjustLimits = before.options.adjustLimits;
    const bool insecure = before.options.allowInsecureHttp;
    const QStringList switchOn = before.options.switchOn;
    const QString mappingFile = before.options.mappingFile;
    before.options = m_state.options;
    before.options.adjustLimits = adjustLimits;
    before.options.allowInsecureHttp = insecure;
    before.options.switchOn = switchOn;
    before.options.mappingFile = mappingFile;
    m_state = before;
    return true;
}

void MigrationSession::setLogin(ServerSide side, const Login &login)
{
    const QString address = login.typedAddress.trimmed();
    const bool sameServer = isSameAddress(server(side), address);
    if (!sameServer || !isSameLogin(secrets(side).credentials, login.credentials))
        dropSession(side);
    const bool isBack =
        !sameServer && side == ServerSide::Destination && takeBackDestination(address);
    if (!sameServer && !isBack)
        forgetServer(side, address);
    ServerSecrets &own = secrets(side);
    if (!sameServer || !isSameLogin(own.credentials, login.credentials)) {
        m_signedIn.remove(side);
        own = {};
    }
    own.credentials = login.credentials;
    registerSecret(login.credentials.password);
    registerSecret(login.credentials.accessToken);
    (side == ServerSide::Source ? m_state.options.sourceCaFile
                                : m_state.options.destinationCaFile) = login.caFile;
    Q_EMIT stateChanged();
}

void MigrationSession::setOptions(const MigrationOptions &options)
{
    m_state.options = options;
    keepChoices();
    Q_EMIT stateChanged();
}

/// Between runs nobody else writes them: whoever closes the window finds them again.
void MigrationSession::keepChoices()
{
    if (!m_runner || isRunning() || m_isSigningInBeside || m_setAside || m_state.id.isEmpty())
        return;
    if (const Result<void> saved = m_runner->saveChoices(m_state); !saved)
        qCWarning(logSteps).noquote() << "choices not kept:" << saved.error().toLogLine();
}

void MigrationSession::lookAgain()
{
    m_state.steps.remove(StepId::LookAtDestination);
    Q_EMIT stateChanged();
}

void MigrationSession::startAgainFrom(StepId step)
{
    m_setAside.reset();
    m_state.startAgainFrom(step);
    Q_EMIT stateChanged();
}

Result<void> MigrationSession::keepDecisions(const CollisionDecisions &decisions)
{
    const QString path = decisionsPath(m_state);
    if (Result<void> saved = decisions.save(path); !saved)
        return saved;
    m_state.options.mappingFile = path;
    prepareAgainForOthers(m_state);
    keepChoices();
    Q_EMIT stateChanged();
    return {};
}

void MigrationSession::noticeMendedArchive()
{
    if (mmigrate::noticeMendedArchive(m_state))
        Q_EMIT stateChanged();
}

/// Where something was begun already, another server or account has consequences for it, which
/// come best one after the other.
bool MigrationSession::canSignInBeside(const QString &typedAddress) const
{
    const bool hasBegunThere = m_state.upload.intended || m_state.hasUnrestoredSettings()
                               || m_state.archive.isPrepared || m_setAside.has_value();
    const bool isSame = isSameAddress(m_state.destination, typedAddress.trimmed());
    return isFetching() && !m_isSigningInBeside && !isSignedIn(ServerSide::Destination)
           && !m_state.archive.isPrepared && (isSame || !hasBegunThere);
}

} // namespace mmigrate
