// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <random>
#include <vector>

namespace mmigrate::practice {

/// Everything refers to everything by index; nothing is ever removed, only marked (deleteAt).
inline constexpr int none = -1;

struct User
{
    QString id{};
    QString username{};
    QString email{};
    QByteArray passwordHash{};
    QString nickname{};
    QString firstName{};
    QString lastName{};
    QString position{};
    QString roles{};
    QString locale = QStringLiteral("en");
    QString authService{};
    QString mfaCode{};
    QString mfaSecret{};
    QString profileImage{}; ///< path below the data folder
    QString customStatus{}; ///< JSON
    QString botOwner{};     ///< a user name
    QString botDescription{};
    QJsonObject notifyProps{};
    QJsonObject preferences{}; ///< as in an archive: theme, tutorial_step, ...
    qint64 createAt = 0;
    qint64 updateAt = 0;
    qint64 deleteAt = 0;
    qint64 passwordAt = 0;
    qint64 lastActivityAt = 0; ///< 0: never
    int failedAttempts = 0;
    bool isBot = false;
    bool emailVerified = false;
};

struct Team
{
    QString id{};
    QString name{};
    QString displayName{};
    QString type = QStringLiteral("O");
    QString description{};
    QString scheme{};
    qint64 createAt = 0;
    qint64 updateAt = 0;
    qint64 deleteAt = 0;
    bool allowOpenInvite = false;
};

struct Channel
{
    QString id{};
    QString name{};
    QString displayName{};
    QString type = QStringLiteral("O"); ///< O, P, D (direct), G (group)
    QString header{};
    QString purpose{};
    QString scheme{};
    int team = none;
    qint64 createAt = 0;
    qint64 updateAt = 0;
    qint64 deleteAt = 0;
    std::vector<int> members{}; ///< of direct and group channels only
    std::vector<int> favoritedBy{};
};

struct Member
{
    int user = none;
    int place = none; ///< team or channel
    QString roles{};  ///< explicit ones, apart from the scheme's
    bool schemeUser = true;
    bool schemeAdmin = false;
    bool schemeGuest = false;
    bool favorite = false;
    qint64 deleteAt = 0; ///< left
    QJsonObject notifyProps{};

    /// As the API and the archives show it: "team_admin team_user".
    QString allRoles(const QString &kind) const;
};

struct Reaction
{
    int user = none;
    QString emoji{};
    qint64 createAt = 0;
};

struct StoredFile
{
    QString id{};
    QString name{};
    QString path{}; ///< below the data folder
    qint64 size = 0;
    QByteArray sha256{};
    int post = none;
    int user = none;
    qint64 createAt = 0;
};

struct Post
{
    QString id{};
    QString message{};
    QString type{};
    QByteArray props{}; ///< compact JSON; empty: {}
    int channel = none;
    int user = none;
    int root = none;
    qint64 createAt = 0;
    qint64 editAt = 0;
    bool pinned = false;
    std::vector<int> files{};
    std::vector<int> replies{}; ///< of a root, in order of time
    std::vector<int> flaggedBy{};
    std::vector<Reaction> reactions{};
};

struct Emoji
{
    QString id{};
    QString name{};
    QString path{}; ///< below the data folder
    int creator = none;
    qint64 createAt = 0;
};

/// Users, teams, channels, posts and files of one server, in memory; the files' bytes lie on the
/// disk. Not thread-safe: the server's mutex guards it.
class Workspace
{
public:
    explicit Workspace(quint64 seed = 1);

    QString newId();
    std::mt19937_64 &random() { return m_random; }

    // Adding; the object's id is made when it is empty.
    int addUser(User user);
    int addTeam(Team team); ///< with town-square and off-topic
    int addChannel(Channel channel);
    int addPost(Post post);
    int addFile(StoredFile file);
    int addEmoji(Emoji emoji);
    /// The direct or group channel of these users, made where it is missing.
    int directChannel(const std::vector<int> &members);
    Member &joinTeam(int user, int team);
    Member &joinChannel(int user, int channel);

    // Finding; none when there is no such thing.
    int userByName(const QString &username) const { return m_userByName.value(username, none); }
    int userByEmail(const QString &email) const;
    int userById(const QString &id) const { return m_userById.value(id, none); }
    int teamByName(const QString &name) const { return m_teamByName.value(name, none); }
    int teamById(const QString &id) const { return m_teamById.value(id, none); }
    int channelByName(int team, const QString &name) const;
    int channelById(const QString &id) const { return m_channelById.value(id, none); }
    int postById(const QString &id) const { return m_postById.value(id, none); }
    int postBy(int channel, qint64 createAt, const QString &message) const;
    int fileById(const QString &id) const { return m_fileById.value(id, none); }
    int emojiByName(const QString &name) const;
    const Member *teamMember(int user, int team) const;
    Member *teamMember(int user, int team);
    const Member *channelMember(int user, int channel) const;
    Member *channelMember(int user, int channel);
    std::vector<int> teamMembers(int team) const; ///< indexes of users that are in it now
    std::vector<int> channelMembers(int channel) const;
    int activeTeamMembers(int team) const;
    int activeChannels(
        int team) const; ///< as MaxChannelsPerTeam counts: public and private, not archived

    void setUserEmail(int user, const QString &email);

    std::vector<User> users{};
    std::vector<Team> teams{};
    std::vector<Channel> channels{};
    std::vector<Post> posts{};
    std::vector<StoredFile> files{};
    std::vector<Emoji> emoji{};
    std::vector<Member> teamMemberships{};
    std::vector<Member> channelMemberships{};
    QList<QJsonObject> schemes{};
    QList<QJsonObject> roles{};
    bool threadSettings = false; ///< new accounts get those of newer servers

private:
    static quint64 pairKey(int a, int b) { return (quint64(quint32(a)) << 32) | quint32(b); }

    std::mt19937_64 m_random;
    QHash<QString, int> m_userByName;
    QHash<QString, int> m_userById;
    QHash<QString, int> m_userByEmail;
    QHash<QString, int> m_teamByName;
    QHash<QString, int> m_teamById;
    QHash<QString, int> m_channelByKey;
    QHash<QString, int> m_channelById;
    QHash<QString, int> m_postById;
    QMultiHash<QString, int> m_postByMoment;
    QHash<QString, int> m_fileById;
    QHash<quint64, int> m_teamMemberBy;
    QHash<quint64, int> m_channelMemberBy;
};

QByteArray passwordHash(const QString &password);
/// The notify settings of a new account.
QJsonObject defaultNotifyProps(bool threads);

} // namespace mmigrate::practice
