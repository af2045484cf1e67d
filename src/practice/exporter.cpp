// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/exporter.h"

#include "practice/jsonline.h"
#include "practice/streamingzip.h"

#include <QDateTime>
#include <QFileInfo>
#include <QJsonDocument>

namespace mmigrate::practice {

namespace {

/// So many rows go by before the counters are told.
constexpr qint64 counterStep = 1000;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

Exporter::Exporter(const Workspace &workspace, const Personality &personality,
                   const ExportOptions &options, const QString &dataFolder)
    : m_workspace(workspace)
    , m_personality(personality)
    , m_options(options)
    , m_dataFolder(dataFolder)
{
}

Exporter::Outcome Exporter::run(StreamingZip &zip, const Tell &tell)
{
    m_zip = &zip;
    m_tell = tell;
    const bool done = zip.beginEntry(QStringLiteral("import.jsonl"), true) && writeHead()
                      && writeRolesAndSchemes() && writeTeams() && writeChannels() && writeUsers()
                      && writeBots() && writePosts() && writeEmoji() && writeDirectChannels()
                      && writeDirectPosts() && zip.endEntry()
                      && (!m_options.attachments || writeFiles());
    // Also a failed export leaves a ZIP that can be opened: that is what makes it dangerous.
    if (m_stopped)
        return Outcome::Stopped;
    if (!done && m_error.isEmpty())
        m_error = m_personality.jobError(QStringLiteral("BulkExport"),
                                         QStringLiteral("Unable to write the file."), {});
    const bool finished = zip.finish();
    return done && finished ? Outcome::Done : Outcome::Failed;
}

bool Exporter::line(const char *type, const QByteArray &object)
{
    return m_zip->write(JsonLine().text("type", QLatin1String(type)).raw(type, object).json()
                        + '\n');
}

bool Exporter::count(const char *counter, qint64 rows)
{
    qint64 &value = m_counters[QLatin1String(counter)];
    const qint64 before = value;
    value += rows;
    if (before / counterStep == value / counterStep && before > 0)
        return true;
    m_stopped = !m_tell(m_counters);
    return !m_stopped;
}

bool Exporter::writeHead()
{
    JsonLine version;
    version.text("type", QStringLiteral("version")).number("version", 1);
    if (m_personality.exportsInfo) {
        const QString created = QDateTime::currentDateTimeUtc().toString(Qt::ISODate);
        JsonLine info;
        info.text("generator", QStringLiteral("mattermost-server"));
        info.text("version",
                  m_personality.version + QStringLiteral(" (practice, enterprise: false)"));
        info.text("created", created).raw("additional", "null");
        version.raw("info", info.json());
    }
    return m_zip->write(version.json() + '\n');
}

bool Exporter::writeRolesAndSchemes()
{
    if (!m_options.rolesAndSchemes)
        return true;
    for (const QJsonObject &scheme : m_workspace.schemes) {
        const bool team = scheme.value(QLatin1String("scope")).toString() == QLatin1String("team");
        if (!line("scheme", compact(scheme))
            || !count(team ? "team_schemes_exported" : "channel_schemes_exported"))
            return false;
    }
    for (const QJsonObject &role : m_workspace.roles) {
        if (!line("role", compact(role)) || !count("roles_exported"))
            return false;
    }
    return true;
}

bool Exporter::writeTeams()
{
    for (const Team &team : m_workspace.teams) {
        if (team.deleteAt != 0)
            continue;
        JsonLine object;
        object.text("name", team.name)
            .text("display_name", team.displayName)
            .text("type", team.type);
        object.text("description", team.description)
            .flag("allow_open_invite", team.allowOpenInvite);
        if (m_options.rolesAndSchemes && !team.scheme.isEmpty())
            object.text("scheme", team.scheme);
        if (!line("team", object.json()) || !count("teams_exported"))
            return false;
    }
    return true;
}

bool Exporter::isExported(const Channel &channel) const
{
    if (channel.team == none)
        return false;
    const bool archivedTeam = m_workspace.teams[std::size_t(channel.team)].deleteAt != 0;
    if (archivedTeam && !m_options.archivedTeamChannels)
        return false;
    return channel.deleteAt == 0 || m_options.archivedChannels;
}

bool Exporter::writeChannels()
{
    for (const Channel &channel : m_workspace.channels) {
        if (!isExported(channel))
            continue;
        JsonLine object;
        object.text("team", m_workspace.teams[std::size_t(channel.team)].name)
            .text("name", channel.name);
        object.text("display_name", channel.displayName).text("type", channel.type);
        object.text("header", channel.header).text("purpose", channel.purpose);
        if (m_options.rolesAndSchemes && !channel.scheme.isEmpty())
            object.text("scheme", channel.scheme);
        if (channel.deleteAt != 0)
            object.number("deleted_at", channel.deleteAt);
        if (!line("channel", object.json()) || !count("channels_exported"))
            return false;
    }
    return true;
}

bool Exporter::writeUsers()
{
    for (int i = 0; i < int(m_workspace.users.size()); ++i) {
        if (userAt(i).isBot && m_personality.exportsBots)
            continue;
        const QString &picture = userAt(i).profileImage;
        if (m_options.profilePictures && !picture.isEmpty()) {
            addFile(picture);
            ++m_counters[QStringLiteral("profile_pictures_exported")];
        }
        if (!line("user", userLine(i)) || !count("users_exported"))
            return false;
    }
    return true;
}

QByteArray Exporter::userLine(int index) const
{
    const User &user = userAt(index);
    JsonLine object;
    if (m_options.profilePictures && !user.profileImage.isEmpty())
        object.text("profile_image", user.profileImage);
    object.text("username", user.username);
    object.text("email", user.isBot ? user.username + QStringLiteral("@localhost") : user.email);
    object.textOrNull("auth_service", user.authService);
    object.text("nickname", user.nickname)
        .text("first_name", user.firstName)
        .text("last_name", user.lastName);
    object.text("position", user.position).text("roles", user.roles).text("locale", user.locale);
    object.number("delete_at", user.deleteAt).raw("teams", userTeams(index));
    for (auto it = user.preferences.begin(); it != user.preferences.end(); ++it)
        object.text(it.key().toLatin1().constData(), it.value().toString());
    const QJsonObject &props = user.notifyProps;
    JsonLine notify;
    static const char *const names[][2] = {
        {"desktop", "desktop"},   {"desktop_sound", "desktop_sound"},    {"email", "email"},
        {"mobile", "push"},       {"mobile_push_status", "push_status"}, {"channel", "channel"},
        {"comments", "comments"}, {"mention_keys", "mention_keys"},
    };
    for (const auto &name : names)
        notify.text(name[0], props.value(QLatin1String(name[1])).toString());
    object.raw("notify_props", notify.json());
    if (m_personality.kind == PracticePersonality::V11 && !user.customStatus.isEmpty())
        object.raw("custom_status", user.customStatus.toUtf8());
    return object.json();
}

QByteArray Exporter::userTeams(int user) const
{
    QList<QByteArray> teams;
    for (const Member &member : m_workspace.teamMemberships) {
        const Team &team = m_workspace.teams[std::size_t(member.place)];
        if (member.user != user || member.deleteAt != 0 || team.deleteAt != 0)
            continue;
        JsonLine object;
        object.text("name", team.name).text("roles", member.allRoles(QStringLiteral("team")));
        object.raw("channels", userChannels(user, member.place));
        teams.append(object.json());
    }
    return teams.isEmpty() ? QByteArray("null") : JsonLine::array(teams);
}

QByteArray Exporter::userChannels(int user, int team) const
{
    QList<QByteArray> channels;
    for (const Member &member : m_workspace.channelMemberships) {
        const Channel &channel = m_workspace.channels[std::size_t(member.place)];
        if (member.user != user || member.deleteAt != 0 || channel.team != team
            || !isExported(channel))
            continue;
        JsonLine object;
        object.text("name", channel.name).text("roles", member.allRoles(QStringLiteral("channel")));
        object.raw("notify_props",
                   "{\"desktop\":\"default\",\"mobile\":\"default\",\"mark_unread\":\"all\"}");
        object.flag("favorite", member.favorite);
        if (m_personality.kind == PracticePersonality::V11)
            object.number("msg_count", 0).number("mention_count", 0).number("last_viewed_at", 0);
        channels.append(object.json());
    }
    return channels.isEmpty() ? QByteArray("null") : JsonLine::array(channels);
}

bool Exporter::writeBots()
{
    for (int i = 0; m_personality.exportsBots && i < int(m_workspace.users.size()); ++i) {
        const User &bot = userAt(i);
        if (!bot.isBot)
            continue;
        JsonLine object;
        object.text("username", bot.username)
            .text("owner", bot.botOwner)
            .text("display_name", bot.firstName);
        object.text("description", bot.botDescription).number("delete_at", bot.deleteAt);
        if (!line("bot", object.json()) || !count("bots_exported"))
            return false;
    }
    return true;
}

bool Exporter::writeEmoji()
{
    for (const Emoji &emoji : m_workspace.emoji) {
        addFile(emoji.path);
        JsonLine object;
        object.text("name", emoji.name).text("image", emoji.path);
        // 11.x counts them and forgets the lines, but not the files.
        if ((m_personality.exportsEmoji && !line("emoji", object.json()))
            || !count("emojis_exported"))
            return false;
    }
    return true;
}

bool Exporter::writeDirectChannels()
{
    for (const Channel &channel : m_workspace.channels) {
        if (channel.team != none)
            continue;
        if (!line("direct_channel", directChannelLine(channel))
            || !count("direct_channels_exported"))
            return false;
    }
    return true;
}

QByteArray Exporter::directChannelLine(const Channel &channel) const
{
    QStringList names = namesOf(channel.members);
    if (names.size() == 1)
        names.append(names.constFirst());
    JsonLine object;
    if (m_personality.exportsParticipants) {
        QList<QByteArray> participants;
        for (const QString &name : std::as_const(names)) {
            JsonLine participant;
            participant.text("username", name);
            participant.raw(
                "notify_props",
                "{\"desktop\":\"default\",\"mobile\":\"default\",\"mark_unread\":\"all\"}");
            participants.append(participant.json());
        }
        object.raw("participants", JsonLine::array(participants));
    } else {
        object.list("members", names);
    }
    if (channel.favoritedBy.empty())
        object.raw("favorited_by", "null");
    else
        object.list("favorited_by", namesOf(channel.favoritedBy));
    if (m_personality.exportsParticipants)
        object.list("shown_by", names);
    return object.text("header", channel.header).json();
}

void Exporter::addFile(const QString &path)
{
    if (!m_options.attachments || m_knownPaths.contains(path))
        return;
    m_knownPaths.insert(path);
    m_filePaths.append(path);
}

bool Exporter::writeFiles()
{
    for (const QString &path : std::as_const(m_filePaths)) {
        const QString source = m_dataFolder + QLatin1Char('/') + path;
        if (!QFileInfo::exists(source)) {
            if (!m_personality.lostFileStopsExport) {
                count("num_warnings");
                continue;
            }
            m_error = m_personality.jobError(
                QStringLiteral("FileReader"), QStringLiteral("Unable to get a file reader."),
                QStringLiteral("unable to open file %1: open %1: no such file or directory")
                    .arg(path));
            return false;
        }
        if (!m_zip->addFile(QStringLiteral("data/") + path, source)
            || !count("attachments_exported"))
            return false;
    }
    return true;
}

QStringList Exporter::namesOf(const std::vector<int> &users) const
{
    QStringList names;
    for (int user : users)
        names.append(userAt(user).username);
    return names;
}

} // namespace mmigrate::practice
