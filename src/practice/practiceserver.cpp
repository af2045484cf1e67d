// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/practiceserver.h"

#include "practice/practiceserver_p.h"
#include "practice/workspacemaker.h"

#include <QDir>
#include <QRegularExpression>

namespace mmigrate {

using namespace practice;

Result<void> PracticeServer::Private::prepareFolders()
{
    storage = backend.options.storageFolder;
    if (storage.isEmpty()) {
        temporary = std::make_unique<QTemporaryDir>(QDir::tempPath()
                                                    + QStringLiteral("/mmigrate-practice-XXXXXX"));
        storage = temporary->path();
    }
    backend.dataFolder = storage + QStringLiteral("/data");
    backend.exportFolder = storage + QStringLiteral("/export");
    backend.uploads.setFolder(storage + QStringLiteral("/import"));
    const QDir root;
    for (const QString &folder :
         {backend.dataFolder, backend.exportFolder, backend.uploads.folder()}) {
        if (!root.mkpath(folder))
            return makeError(ErrorKind::Disk, QStringLiteral("mkpath"))
                .with(QStringLiteral("path"), folder);
    }
    return {};
}

Result<void> PracticeServer::Private::fillWorkspace()
{
    const PracticeServerOptions &options = backend.options;
    const std::lock_guard lock(backend.mutex);
    PracticeAccount admin;
    admin.username = options.adminUsername;
    admin.email = options.adminEmail;
    admin.password = options.adminPassword;
    admin.roles = QStringLiteral("system_admin system_user");
    admin.mfaCode = options.adminMfaCode;
    const int index = backend.addAccount(admin);
    backend.workspace.users[std::size_t(index)].mfaSecret = options.adminMfaSecret;
    if (options.role == PracticeRole::Source) {
        if (Result<void> made =
                WorkspaceMaker(backend.workspace, options, backend.dataFolder).make();
            !made)
            return made;
    }
    for (const PracticeAccount &account : options.accounts)
        backend.addAccount(account);
    return {};
}

void PracticeServer::Private::accept(std::unique_ptr<ByteStream> stream)
{
    const std::lock_guard lock(peersMutex);
    if (!accepting)
        return;
    // Those that have ended since are put away here: nobody else has the time.
    for (auto it = peers.begin(); it != peers.end();) {
        if ((*it)->done) {
            (*it)->thread.join();
            it = peers.erase(it);
        } else {
            ++it;
        }
    }
    auto peer = std::make_unique<Peer>();
    Peer *raw = peer.get();
    peer->connection = std::make_unique<Connection>(std::move(stream), backend);
    peer->thread = std::thread([raw] {
        raw->connection->run();
        raw->done = true;
    });
    peers.push_back(std::move(peer));
}

void PracticeServer::Private::abortAll()
{
    const std::lock_guard lock(peersMutex);
    for (const std::unique_ptr<Peer> &peer : peers)
        peer->connection->abort();
}

void PracticeServer::Private::joinAll()
{
    std::list<std::unique_ptr<Peer>> last;
    {
        const std::lock_guard lock(peersMutex);
        accepting = false;
        last.swap(peers);
    }
    for (const std::unique_ptr<Peer> &peer : last)
        peer->connection->abort();
    for (const std::unique_ptr<Peer> &peer : last)
        peer->thread.join();
}

PracticeServer::PracticeServer(const PracticeServerOptions &options)
    : d(std::make_unique<Private>(options))
{
}

PracticeServer::~PracticeServer()
{
    stop();
}

Result<void> PracticeServer::start()
{
    if (!d->filled) {
        if (Result<void> prepared = d->prepareFolders(); !prepared)
            return prepared;
        if (Result<void> filled = d->fillWorkspace(); !filled)
            return filled;
        d->filled = true;
    }
    d->backend.dropConnections = [this] {
        d->abortAll();
        d->runner.wake();
    };
    d->accepting = true;
    const PracticeServerOptions &options = d->backend.options;
    // Clients find a server that was down where it was before.
    const quint16 wanted = d->backend.port != 0 ? d->backend.port : options.port;
    d->listener = std::make_unique<Listener>();
    const Result<quint16> port = d->listener->start(
        {wanted, options.certificateFile, options.privateKeyFile},
        [this](std::unique_ptr<ByteStream> stream) { d->accept(std::move(stream)); });
    if (!port)
        return port.error();
    d->backend.port = *port;
    d->runner.start();
    d->running = true;
    d->backend.log.say(
        QStringLiteral("server %1 listens at %2").arg(version(), d->backend.siteUrl()));
    return {};
}

void PracticeServer::stop()
{
    if (!d->running)
        return;
    d->running = false;
    d->listener->stop();
    d->joinAll();
    // Jobs that are at work see that nobody waits for them, as when the process ends.
    d->backend.restartNow();
    d->runner.stop();
}

QUrl PracticeServer::url() const
{
    return QUrl(d->backend.siteUrl());
}

quint16 PracticeServer::port() const
{
    return d->backend.port;
}

QString PracticeServer::adminUsername() const
{
    return d->backend.options.adminUsername;
}

QString PracticeServer::adminPassword() const
{
    return d->backend.options.adminPassword;
}

QString PracticeServer::version() const
{
    return d->backend.personality.version;
}

QList<PracticeRequest> PracticeServer::requests() const
{
    return d->backend.log.all();
}

QList<PracticeRequest> PracticeServer::requests(const QString &method,
                                                const QString &pathPattern) const
{
    const QRegularExpression pattern(pathPattern);
    QList<PracticeRequest> found = d->backend.log.all();
    found.removeIf([&](const PracticeRequest &request) {
        return (!method.isEmpty() && request.method != method)
               || !pattern.match(request.path).hasMatch();
    });
    return found;
}

void PracticeServer::clearRequests()
{
    d->backend.log.clear();
}

QStringList PracticeServer::log() const
{
    return d->backend.log.lines();
}

QString PracticeServer::storageFolder() const
{
    return d->storage;
}

int PracticeServer::addFault(const PracticeFault &fault)
{
    return d->backend.faults.add(fault);
}

int PracticeServer::faultHits(int number) const
{
    return d->backend.faults.hits(number);
}

void PracticeServer::clearFaults()
{
    d->backend.faults.clear();
}

void PracticeServer::setFaultSource(FaultSource source)
{
    d->backend.faults.setSource(std::move(source));
}

void PracticeServer::setStorm(const std::optional<PracticeStorm> &storm)
{
    setFaultSource(storm ? stormSource(*storm) : FaultSource());
}

void PracticeServer::restart()
{
    d->backend.restartNow();
}

void PracticeServer::holdJobs(const QString &type)
{
    const std::lock_guard lock(d->backend.mutex);
    d->backend.heldJobTypes.insert(type);
}

void PracticeServer::releaseJobs(const QString &type)
{
    {
        const std::lock_guard lock(d->backend.mutex);
        d->backend.heldJobTypes.remove(type);
    }
    d->runner.wake();
}

void PracticeServer::holdImportsAtLine(int line)
{
    {
        const std::lock_guard lock(d->backend.mutex);
        d->backend.importHeldAtLine = line;
    }
    d->runner.wake();
}

} // namespace mmigrate
