// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/practiceserver_p.h"

#include <QDateTime>

#include <algorithm>

namespace mmigrate {

using namespace practice;

namespace {

int channelKind(const Channel &channel)
{
    if (channel.team == none)
        return 2;
    return channel.deleteAt == 0 ? 1 : 0;
}

QString directName(const Workspace &w, const Channel &channel)
{
    QStringList names;
    for (int user : channel.members)
        names.append(w.users[std::size_t(user)].username);
    names.sort();
    return names.join(QLatin1Char(','));
}

PracticePost describe(const Workspace &w, const Post &post)
{
    const Channel &channel = w.channels[std::size_t(post.channel)];
    PracticePost described;
    described.team = channel.team == none ? QString() : w.teams[std::size_t(channel.team)].name;
    described.channel = channel.team == none ? directName(w, channel) : channel.name;
    described.user = w.users[std::size_t(post.user)].username;
    described.message = post.message;
    described.type = post.type;
    described.createAt = post.createAt;
    described.rootCreateAt = post.root == none ? 0 : w.posts[std::size_t(post.root)].createAt;
    for (const Reaction &reaction : post.reactions)
        described.reactions.append(reaction.emoji + QStringLiteral(" by ")
                                   + w.users[std::size_t(reaction.user)].username);
    for (int index : post.files) {
        const StoredFile &file = w.files[std::size_t(index)];
        described.files.append(file.name + QLatin1Char(' ') + QString::number(file.size)
                               + QLatin1Char(' ') + QString::fromLatin1(file.sha256));
    }
    described.reactions.sort();
    described.files.sort();
    return described;
}

} // namespace

QByteArray PracticeRequest::header(const QByteArray &name) const
{
    for (const auto &header : headers) {
        if (header.first.compare(name, Qt::CaseInsensitive) == 0)
            return header.second;
    }
    return {};
}

PracticeCounts PracticeServer::counts() const
{
    const std::lock_guard lock(d->backend.mutex);
    const Workspace &w = d->backend.workspace;
    PracticeCounts counts;
    counts.teams = int(std::count_if(w.teams.begin(), w.teams.end(),
                                     [](const Team &t) { return t.deleteAt == 0; }));
    for (const Channel &channel : w.channels) {
        const bool archivedTeam =
            channel.team != none && w.teams[std::size_t(channel.team)].deleteAt != 0;
        counts.channels += channelKind(channel) == 1 && !archivedTeam ? 1 : 0;
        counts.directChannels += channelKind(channel) == 2 ? 1 : 0;
    }
    for (const User &user : w.users) {
        counts.bots += user.isBot ? 1 : 0;
        counts.allUsers += user.isBot ? 0 : 1;
        counts.users += !user.isBot && user.deleteAt == 0 ? 1 : 0;
    }
    counts.posts = int(w.posts.size());
    for (const Post &post : w.posts)
        counts.reactions += int(post.reactions.size());
    counts.files = int(w.files.size());
    for (const StoredFile &file : w.files)
        counts.fileBytes += file.size;
    counts.emoji = int(w.emoji.size());
    return counts;
}

QList<PracticePost> PracticeServer::posts() const
{
    const std::lock_guard lock(d->backend.mutex);
    QList<PracticePost> all;
    for (const Post &post : d->backend.workspace.posts)
        all.append(describe(d->backend.workspace, post));
    std::sort(all.begin(), all.end(), [](const PracticePost &a, const PracticePost &b) {
        return std::tie(a.createAt, a.team, a.channel, a.message)
               < std::tie(b.createAt, b.team, b.channel, b.message);
    });
    return all;
}

QList<PracticeJob> PracticeServer::jobs() const
{
    const std::lock_guard lock(d->backend.mutex);
    QList<PracticeJob> all;
    const QList<Job> jobs = d->backend.jobs.newestFirst();
    for (const Job &job : jobs)
        all.append(
            {job.id, job.type, job.status, job.toJson().value(QLatin1String("data")).toObject()});
    return all;
}

QStringList PracticeServer::exportFiles() const
{
    return d->backend.exportNames();
}

QStringList PracticeServer::importFiles() const
{
    const std::lock_guard lock(d->backend.mutex);
    return d->backend.uploads.finishedFiles();
}

QByteArray PracticeServer::uploadSha256(const QString &sessionOrFileName) const
{
    const std::lock_guard lock(d->backend.mutex);
    return d->backend.uploads.sha256Of(sessionOrFileName);
}

qint64 PracticeServer::uploadSize(const QString &sessionOrFileName) const
{
    const std::lock_guard lock(d->backend.mutex);
    return d->backend.uploads.sizeOf(sessionOrFileName);
}

QJsonValue PracticeServer::configValue(const QString &dottedKey) const
{
    const std::lock_guard lock(d->backend.mutex);
    return d->backend.config.value(dottedKey);
}

void PracticeServer::setConfigValue(const QString &dottedKey, const QJsonValue &value)
{
    const std::lock_guard lock(d->backend.mutex);
    d->backend.config.setValue(dottedKey, value);
}

bool PracticeServer::passwordFits(const QString &username, const QString &password) const
{
    const std::lock_guard lock(d->backend.mutex);
    const int user = d->backend.workspace.userByName(username);
    return user != none
           && d->backend.workspace.users[std::size_t(user)].passwordHash == passwordHash(password);
}

QString PracticeServer::rolesOf(const QString &username) const
{
    const std::lock_guard lock(d->backend.mutex);
    const int user = d->backend.workspace.userByName(username);
    return user == none ? QString() : d->backend.workspace.users[std::size_t(user)].roles;
}

QString PracticeServer::emailOf(const QString &username) const
{
    const std::lock_guard lock(d->backend.mutex);
    const int user = d->backend.workspace.userByName(username);
    return user == none ? QString() : d->backend.workspace.users[std::size_t(user)].email;
}

QStringList PracticeServer::membershipsOf(const QString &username) const
{
    const std::lock_guard lock(d->backend.mutex);
    const Workspace &w = d->backend.workspace;
    const int user = w.userByName(username);
    QStringList places;
    for (const Member &member : w.teamMemberships) {
        if (member.user == user && member.deleteAt == 0)
            places.append(w.teams[std::size_t(member.place)].name);
    }
    for (const Member &member : w.channelMemberships) {
        const Channel &channel = w.channels[std::size_t(member.place)];
        if (member.user == user && member.deleteAt == 0 && channel.team != none)
            places.append(w.teams[std::size_t(channel.team)].name + QLatin1Char('/')
                          + channel.name);
    }
    places.sort();
    return places;
}

int PracticeServer::openSessions() const
{
    const std::lock_guard lock(d->backend.mutex);
    return d->backend.sessions.count();
}

void PracticeServer::expireSessions()
{
    const std::lock_guard lock(d->backend.mutex);
    d->backend.sessions.closeAll();
}

void PracticeServer::addAccount(const PracticeAccount &account)
{
    const std::lock_guard lock(d->backend.mutex);
    d->backend.addAccount(account);
}

void PracticeServer::addTeam(const PracticeTeam &team)
{
    const std::lock_guard lock(d->backend.mutex);
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    practice::Team added;
    added.name = added.displayName = team.name;
    added.type = team.type;
    added.createAt = added.updateAt = now;
    added.deleteAt = team.archived ? now : 0;
    const int index = d->backend.workspace.addTeam(std::move(added));
    for (const PracticeTeam::Channel &channel : team.channels) {
        practice::Channel one;
        one.name = one.displayName = channel.name;
        one.type = channel.type;
        one.team = index;
        one.createAt = one.updateAt = now;
        one.deleteAt = channel.archived ? now : 0;
        d->backend.workspace.addChannel(std::move(one));
    }
}

void PracticeServer::addEmoji(const QString &name)
{
    const std::lock_guard lock(d->backend.mutex);
    practice::Emoji emoji;
    emoji.name = name;
    emoji.createAt = QDateTime::currentMSecsSinceEpoch();
    d->backend.workspace.addEmoji(std::move(emoji));
}

} // namespace mmigrate
