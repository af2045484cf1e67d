// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/importer.h"

#include <QDateTime>
#include <QJsonArray>

#include <algorithm>

namespace mmigrate::practice {

namespace {

QString textOf(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

bool has(const QJsonObject &object, const char *name)
{
    const QJsonValue value = object.value(QLatin1String(name));
    return !value.isUndefined() && !value.isNull();
}

void take(const QJsonObject &object, const char *name, QString *target)
{
    if (has(object, name))
        *target = textOf(object, name);
}

/// "team_admin team_user custom" becomes the scheme's flags and the rest.
void setRoles(Member *member, const QString &roles, const QString &kind)
{
    QStringList rest = roles.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    if (rest.isEmpty())
        return;
    member->schemeAdmin = rest.removeAll(kind + QStringLiteral("_admin")) > 0;
    member->schemeGuest = rest.removeAll(kind + QStringLiteral("_guest")) > 0;
    member->schemeUser = rest.removeAll(kind + QStringLiteral("_user")) > 0;
    member->roles = rest.join(QLatin1Char(' '));
}

/// Preferences that archives carry as strings.
QJsonObject preferencesOf(const QJsonObject &user)
{
    static const QStringList names =
        QStringLiteral(
            "theme military_time use_military_time collapse_previews link_previews message_display "
            "channel_display_mode tutorial_step email_interval feature_enabled_markdown_preview "
            "formatting show_unread_section")
            .split(QLatin1Char(' '));
    QJsonObject found;
    for (const QString &name : names) {
        if (user.value(name).isString())
            found.insert(name, user.value(name));
    }
    return found;
}

} // namespace

ImportResult Importer::importTeam(const QJsonObject &data)
{
    if (ImportResult wrong = checkTeam(data, m_personality))
        return wrong;
    Workspace &w = m_server.workspace;
    int index = w.teamByName(textOf(data, "name"));
    if (index == none) {
        Team team;
        team.name = textOf(data, "name");
        team.createAt = QDateTime::currentMSecsSinceEpoch();
        index = w.addTeam(std::move(team));
    }
    Team &team = w.teams[std::size_t(index)];
    team.updateAt = QDateTime::currentMSecsSinceEpoch();
    take(data, "display_name", &team.displayName);
    take(data, "type", &team.type);
    take(data, "description", &team.description);
    take(data, "scheme", &team.scheme);
    team.allowOpenInvite =
        data.value(QLatin1String("allow_open_invite")).toBool(team.allowOpenInvite);
    return std::nullopt;
}

ImportResult Importer::importChannel(const QJsonObject &data)
{
    if (ImportResult wrong = checkChannel(data, m_personality))
        return wrong;
    Workspace &w = m_server.workspace;
    const QString teamName = textOf(data, "team");
    const int team = w.teamByName(teamName);
    if (team == none) {
        return importError(
            qPrintable(
                QStringLiteral("Error importing channel. Team with name \"%1\" could not be found.")
                    .arg(teamName)),
            QStringLiteral("resource: Team id: name=%1").arg(teamName));
    }
    int index = w.channelByName(team, textOf(data, "name"));
    if (index == none) {
        const int existing = w.activeChannels(team);
        if (existing >= m_server.config.number(QStringLiteral("TeamSettings.MaxChannelsPerTeam"))) {
            ImportError error = importError(
                "You've reached the limit of the number of allowed channels.",
                QStringLiteral(
                    "limit exceeded: what: channels_per_team count: %1 metadata: teamId=%2")
                    .arg(QString::number(existing), w.teams[std::size_t(team)].id));
            error.where = QStringLiteral("CreateChannel");
            return error;
        }
        Channel channel;
        channel.team = team;
        channel.name = textOf(data, "name");
        channel.createAt = QDateTime::currentMSecsSinceEpoch();
        index = w.addChannel(std::move(channel));
    }
    Channel &channel = w.channels[std::size_t(index)];
    channel.updateAt = QDateTime::currentMSecsSinceEpoch();
    take(data, "display_name", &channel.displayName);
    take(data, "type", &channel.type);
    take(data, "header", &channel.header);
    take(data, "purpose", &channel.purpose);
    take(data, "scheme", &channel.scheme);
    if (m_personality.kind == PracticePersonality::V11 && has(data, "deleted_at"))
        channel.deleteAt = data.value(QLatin1String("deleted_at")).toInteger();
    return std::nullopt;
}

ImportResult Importer::importUser(const QJsonObject &given)
{
    QJsonObject data = given;
    if (m_personality.lowersUsernames)
        data.insert(QLatin1String("username"), textOf(data, "username").toLower());
    if (ImportResult wrong = checkUser(data))
        return wrong;
    if (has(data, "profile_image")) {
        const QString path = m_personality.attachmentPrefix + textOf(data, "profile_image");
        if (!m_personality.profileImagesFromZip || !m_archive.contains(path))
            return importError("Invalid profile image.");
    }
    Workspace &w = m_server.workspace;
    const QString email = textOf(data, "email").toLower();
    int index = w.userByName(textOf(data, "username"));
    const int owner = w.userByEmail(email);
    if (owner != none && owner != index) {
        ImportError error = importError(
            "An account with that email already exists.",
            QStringLiteral("invalid input: entity: User field: email value: %1").arg(email));
        error.where = QStringLiteral("importUser");
        return error;
    }
    if (has(data, "password") && !passwordIsGood(textOf(data, "password"))) {
        ImportError error =
            importError("Unable to save the account.",
                        QStringLiteral("failed to find User: resource: User id: username=%1")
                            .arg(textOf(data, "username")));
        error.where = QStringLiteral("importUser");
        return error;
    }
    const bool isNew = index == none;
    if (isNew) {
        User user;
        user.username = textOf(data, "username");
        user.email = email;
        user.emailVerified = true;
        user.roles = QStringLiteral("system_user");
        user.createAt = QDateTime::currentMSecsSinceEpoch();
        index = w.addUser(std::move(user));
    }
    if (ImportResult wrong = setUserFields(index, data, isNew))
        return wrong;
    return importMemberships(index, data.value(QLatin1String("teams")).toArray());
}

ImportResult Importer::setUserFields(int index, const QJsonObject &data, bool isNew)
{
    Workspace &w = m_server.workspace;
    w.setUserEmail(index, textOf(data, "email").toLower());
    User &user = w.users[std::size_t(index)];
    take(data, "nickname", &user.nickname);
    take(data, "first_name", &user.firstName);
    take(data, "last_name", &user.lastName);
    take(data, "position", &user.position);
    take(data, "roles", &user.roles);
    take(data, "locale", &user.locale);
    take(data, "auth_service", &user.authService);
    user.emailVerified = true;
    user.updateAt = QDateTime::currentMSecsSinceEpoch();
    user.deleteAt = data.value(QLatin1String("delete_at")).toInteger();
    // Here administrators lose their password: exports have none, so everybody gets a random one.
    if (textOf(data, "auth_service").isEmpty()) {
        const QString password =
            has(data, "password") ? textOf(data, "password") : w.newId() + w.newId();
        user.passwordHash = passwordHash(password);
        user.passwordAt = user.updateAt;
    }
    const QJsonObject preferences = preferencesOf(data);
    for (auto it = preferences.begin(); it != preferences.end(); ++it)
        user.preferences.insert(it.key(), it.value());
    const QJsonObject notify = data.value(QLatin1String("notify_props")).toObject();
    for (auto it = notify.begin(); it != notify.end(); ++it) {
        QString name = it.key();
        if (name == QLatin1String("mobile"))
            name = QStringLiteral("push");
        if (name == QLatin1String("mobile_push_status"))
            name = QStringLiteral("push_status");
        user.notifyProps.insert(name, it.value());
    }
    if (has(data, "profile_image")) {
        const QString stored = QStringLiteral("users/%1/profile.png").arg(user.id);
        const QString member = m_personality.attachmentPrefix + textOf(data, "profile_image");
        if (m_archive.extract(member, m_server.dataPath(stored)))
            user.profileImage = stored;
    }
    Q_UNUSED(isNew)
    return std::nullopt;
}

bool Importer::passwordIsGood(const QString &password) const
{
    const auto asked = [this](const char *rule) {
        return m_server.config.flag(QStringLiteral("PasswordSettings.") + QLatin1String(rule));
    };
    const auto any = [&password](auto test) {
        return std::any_of(password.begin(), password.end(), test);
    };
    return password.size()
               >= m_server.config.number(QStringLiteral("PasswordSettings.MinimumLength"))
           && (!asked("Lowercase") || any([](QChar c) { return c.isLower(); }))
           && (!asked("Uppercase") || any([](QChar c) { return c.isUpper(); }))
           && (!asked("Number") || any([](QChar c) { return c.isDigit(); }))
           && (!asked("Symbol") || any([](QChar c) { return !c.isLetterOrNumber(); }));
}

ImportResult Importer::importMemberships(int user, const QJsonArray &teams)
{
    for (const QJsonValue &team : teams) {
        const QString name = team.toObject().value(QLatin1String("name")).toString();
        if (m_server.workspace.teamByName(name) == none)
            return importError("Some teams not found",
                               QStringLiteral("resource: Team id: nameIn=[%1]").arg(name));
    }
    for (const QJsonValue &team : teams) {
        if (ImportResult wrong = importMembership(user, team.toObject()))
            return wrong;
    }
    return std::nullopt;
}

ImportResult Importer::importMembership(int user, const QJsonObject &data)
{
    Workspace &w = m_server.workspace;
    const int team = w.teamByName(textOf(data, "name"));
    const Member *before = w.teamMember(user, team);
    if (!before || before->deleteAt != 0) {
        const int count = w.activeTeamMembers(team) + 1;
        if (count > m_server.config.number(QStringLiteral("TeamSettings.MaxUsersPerTeam"))) {
            return importError(
                "Unable to import team membership because no more members are allowed in that team",
                QStringLiteral("limit exceeded: what: TeamMember count: %1 metadata: team members "
                               "limit exceeded")
                    .arg(count));
        }
    }
    setRoles(&w.joinTeam(user, team), textOf(data, "roles"), QStringLiteral("team"));
    const QJsonArray channels = data.value(QLatin1String("channels")).toArray();
    for (const QJsonValue &value : channels) {
        const QJsonObject object = value.toObject();
        const int channel = w.channelByName(team, textOf(object, "name"));
        if (channel == none)
            return importError("Error importing user channels. Channel not found.");
        Member &member = w.joinChannel(user, channel);
        setRoles(&member, textOf(object, "roles"), QStringLiteral("channel"));
        member.notifyProps = object.value(QLatin1String("notify_props")).toObject();
        member.favorite = object.value(QLatin1String("favorite")).toBool();
    }
    return std::nullopt;
}

ImportResult Importer::importBot(const QJsonObject &data)
{
    Workspace &w = m_server.workspace;
    const QString name = textOf(data, "username").toLower();
    if (name.isEmpty())
        return importError("Missing required bot property: username.");
    int index = w.userByName(name);
    if (index == none) {
        User bot;
        bot.username = name;
        bot.email = name + QStringLiteral("@localhost");
        bot.roles = QStringLiteral("system_user");
        bot.createAt = QDateTime::currentMSecsSinceEpoch();
        index = w.addUser(std::move(bot));
    }
    User &bot = w.users[std::size_t(index)];
    bot.isBot = true;
    take(data, "owner", &bot.botOwner);
    take(data, "display_name", &bot.firstName);
    take(data, "description", &bot.botDescription);
    bot.deleteAt = data.value(QLatin1String("delete_at")).toInteger();
    bot.updateAt = QDateTime::currentMSecsSinceEpoch();
    return std::nullopt;
}

} // namespace mmigrate::practice
