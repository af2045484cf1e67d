// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/workspace.h"

#include <QCryptographicHash>
#include <QDateTime>

#include <algorithm>

namespace mmigrate::practice {

namespace {

QString channelKey(int team, const QString &name)
{
    return QString::number(team) + QLatin1Char('/') + name;
}

QString momentKey(int channel, qint64 createAt)
{
    return QString::number(channel) + QLatin1Char('@') + QString::number(createAt);
}

} // namespace

QByteArray passwordHash(const QString &password)
{
    return QCryptographicHash::hash(QByteArray("practice:" + password.toUtf8()),
                                    QCryptographicHash::Sha256);
}

QJsonObject defaultNotifyProps(bool threads)
{
    static const char *const pairs[][2] = {
        {"channel", "true"},       {"comments", "never"}, {"desktop", "mention"},
        {"desktop_sound", "true"}, {"email", "true"},     {"first_name", "false"},
        {"mention_keys", ""},      {"push", "mention"},   {"push_status", "away"},
    };
    QJsonObject props;
    for (const auto &pair : pairs)
        props.insert(QLatin1String(pair[0]), QLatin1String(pair[1]));
    for (const char *name : {"desktop_threads", "email_threads", "push_threads"}) {
        if (threads)
            props.insert(QLatin1String(name), QStringLiteral("all"));
    }
    return props;
}

QString Member::allRoles(const QString &kind) const
{
    QStringList all;
    if (schemeGuest)
        all.append(kind + QStringLiteral("_guest"));
    if (schemeAdmin)
        all.append(kind + QStringLiteral("_admin"));
    if (schemeUser)
        all.append(kind + QStringLiteral("_user"));
    if (!roles.isEmpty())
        all.append(roles);
    return all.join(QLatin1Char(' '));
}

Workspace::Workspace(quint64 seed)
    : m_random(seed)
{
}

QString Workspace::newId()
{
    static const char alphabet[] = "ybndrfg8ejkmcpqxot1uwisza345h769";
    QString id(26, QLatin1Char('y'));
    for (QChar &c : id)
        c = QLatin1Char(alphabet[m_random() % 32]);
    return id;
}

int Workspace::addUser(User user)
{
    const int index = int(users.size());
    if (user.id.isEmpty())
        user.id = newId();
    if (user.notifyProps.isEmpty())
        user.notifyProps = defaultNotifyProps(threadSettings);
    m_userByName.insert(user.username, index);
    m_userById.insert(user.id, index);
    m_userByEmail.insert(user.email.toLower(), index);
    users.push_back(std::move(user));
    return index;
}

int Workspace::addTeam(Team team)
{
    const int index = int(teams.size());
    if (team.id.isEmpty())
        team.id = newId();
    m_teamByName.insert(team.name, index);
    m_teamById.insert(team.id, index);
    const qint64 now = team.createAt;
    teams.push_back(std::move(team));
    for (const char *name : {"town-square", "off-topic"}) {
        Channel channel;
        channel.team = index;
        channel.name = QLatin1String(name);
        channel.displayName = channel.name.startsWith(QLatin1Char('t'))
                                  ? QStringLiteral("Town Square")
                                  : QStringLiteral("Off-Topic");
        channel.createAt = channel.updateAt = now;
        addChannel(std::move(channel));
    }
    return index;
}

int Workspace::addChannel(Channel channel)
{
    const int index = int(channels.size());
    if (channel.id.isEmpty())
        channel.id = newId();
    m_channelByKey.insert(channelKey(channel.team, channel.name), index);
    m_channelById.insert(channel.id, index);
    channels.push_back(std::move(channel));
    return index;
}

int Workspace::addPost(Post post)
{
    const int index = int(posts.size());
    if (post.id.isEmpty())
        post.id = newId();
    m_postById.insert(post.id, index);
    m_postByMoment.insert(momentKey(post.channel, post.createAt), index);
    if (post.root != none)
        posts[std::size_t(post.root)].replies.push_back(index);
    posts.push_back(std::move(post));
    return index;
}

int Workspace::addFile(StoredFile file)
{
    const int index = int(files.size());
    if (file.id.isEmpty())
        file.id = newId();
    m_fileById.insert(file.id, index);
    if (file.post != none)
        posts[std::size_t(file.post)].files.push_back(index);
    files.push_back(std::move(file));
    return index;
}

int Workspace::addEmoji(Emoji emojiToAdd)
{
    const int index = int(emoji.size());
    if (emojiToAdd.id.isEmpty())
        emojiToAdd.id = newId();
    emoji.push_back(std::move(emojiToAdd));
    return index;
}

int Workspace::directChannel(const std::vector<int> &members)
{
    std::vector<QString> ids;
    ids.reserve(members.size());
    for (int user : members)
        ids.push_back(users[std::size_t(user)].id);
    std::sort(ids.begin(), ids.end());
    const bool direct = members.size() <= 2;
    QString name;
    if (direct) {
        name = ids.front() + QStringLiteral("__") + ids.back();
    } else {
        QCryptographicHash hash(QCryptographicHash::Sha1);
        for (const QString &id : ids)
            hash.addData(id.toLatin1());
        name = QString::fromLatin1(hash.result().toHex());
    }
    const int existing = channelByName(none, name);
    if (existing != none)
        return existing;
    Channel channel;
    channel.name = name;
    channel.type = direct ? QStringLiteral("D") : QStringLiteral("G");
    channel.createAt = channel.updateAt = QDateTime::currentMSecsSinceEpoch();
    channel.members = members;
    const int index = addChannel(std::move(channel));
    for (int user : members)
        joinChannel(user, index);
    return index;
}

Member &Workspace::joinTeam(int user, int team)
{
    if (Member *member = teamMember(user, team)) {
        member->deleteAt = 0;
        return *member;
    }
    m_teamMemberBy.insert(pairKey(user, team), int(teamMemberships.size()));
    teamMemberships.push_back(Member{});
    teamMemberships.back().user = user;
    teamMemberships.back().place = team;
    return teamMemberships.back();
}

Member &Workspace::joinChannel(int user, int channel)
{
    if (Member *member = channelMember(user, channel)) {
        member->deleteAt = 0;
        return *member;
    }
    m_channelMemberBy.insert(pairKey(user, channel), int(channelMemberships.size()));
    channelMemberships.push_back(Member{});
    channelMemberships.back().user = user;
    channelMemberships.back().place = channel;
    return channelMemberships.back();
}

int Workspace::userByEmail(const QString &email) const
{
    return m_userByEmail.value(email.toLower(), none);
}

int Workspace::channelByName(int team, const QString &name) const
{
    return m_channelByKey.value(channelKey(team, name), none);
}

int Workspace::postBy(int channel, qint64 createAt, const QString &message) const
{
    const QList<int> candidates = m_postByMoment.values(momentKey(channel, createAt));
    for (int index : candidates) {
        if (posts[std::size_t(index)].message == message)
            return index;
    }
    return none;
}

int Workspace::emojiByName(const QString &name) const
{
    const auto found = std::find_if(emoji.begin(), emoji.end(),
                                    [&name](const Emoji &e) { return e.name == name; });
    return found == emoji.end() ? none : int(found - emoji.begin());
}

const Member *Workspace::teamMember(int user, int team) const
{
    const int index = m_teamMemberBy.value(pairKey(user, team), none);
    return index == none ? nullptr : &teamMemberships[std::size_t(index)];
}

Member *Workspace::teamMember(int user, int team)
{
    return const_cast<Member *>(std::as_const(*this).teamMember(user, team));
}

const Member *Workspace::channelMember(int user, int channel) const
{
    const int index = m_channelMemberBy.value(pairKey(user, channel), none);
    return index == none ? nullptr : &channelMemberships[std::size_t(index)];
}

Member *Workspace::channelMember(int user, int channel)
{
    return const_cast<Member *>(std::as_const(*this).channelMember(user, channel));
}

std::vector<int> Workspace::teamMembers(int team) const
{
    std::vector<int> found;
    for (const Member &member : teamMemberships) {
        if (member.place == team && member.deleteAt == 0)
            found.push_back(member.user);
    }
    return found;
}

std::vector<int> Workspace::channelMembers(int channel) const
{
    std::vector<int> found;
    for (const Member &member : channelMemberships) {
        if (member.place == channel && member.deleteAt == 0)
            found.push_back(member.user);
    }
    return found;
}

int Workspace::activeTeamMembers(int team) const
{
    const std::vector<int> members = teamMembers(team);
    return int(std::count_if(members.begin(), members.end(),
                             [this](int user) { return users[std::size_t(user)].deleteAt == 0; }));
}

int Workspace::activeChannels(int team) const
{
    return int(std::count_if(channels.begin(), channels.end(), [team](const Channel &channel) {
        return channel.team == team && channel.deleteAt == 0;
    }));
}

void Workspace::setUserEmail(int user, const QString &email)
{
    User &changed = users[std::size_t(user)];
    if (m_userByEmail.value(changed.email.toLower(), none) == user)
        m_userByEmail.remove(changed.email.toLower());
    changed.email = email;
    m_userByEmail.insert(email.toLower(), user);
}

} // namespace mmigrate::practice
