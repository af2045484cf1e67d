// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivescan.h"

#include "core/archive/archiveerror.h"
#include "core/archive/importline.h"
#include "core/archive/linereader.h"
#include "core/archive/progressticker.h"
#include "core/base/stepcontrol.h"

#include <algorithm>
#include <vector>

namespace mmigrate {

namespace {

bool sameText(const QString &wanted, const QString &found)
{
    return !wanted.isEmpty() && wanted.compare(found, Qt::CaseInsensitive) == 0;
}

/// Counts line by line. Each count function answers false when a field has a type that no server
/// reads.
class Scanner
{
public:
    Scanner(const ArchiveReader &archive, const ScanOptions &options)
        : m_archive(archive)
        , m_options(options)
        , m_seen(static_cast<size_t>(archive.entryCount()), false)
    {
        m_scan.summary.fileSize = archive.fileSize();
        m_scan.summary.jsonlSize = archive.jsonl().size;
    }

    /// The problem's name; empty: the line is fine, or the corrections see to it.
    QString take(QByteArrayView text, qint64 number)
    {
        const QString problem = problemOf(text, number);
        if (problem.isEmpty())
            return {};
        const bool isError = number == 1 || problem == QLatin1String("repeated-key");
        if (isError && !m_options.isTolerant)
            return problem;
        ++m_scan.summary.unreadableLines;
        return {};
    }
    /// For a line that is too long to be read.
    QString passOver(qint64 number)
    {
        m_scan.summary.lines = number;
        ++m_scan.summary.unreadableLines;
        const bool isError = number == 1 && !m_options.isTolerant;
        return isError ? QStringLiteral("line-too-long") : QString();
    }
    ArchiveScan &&result() { return std::move(m_scan); }
    const ArchiveSummary &summary() const { return m_scan.summary; }

private:
    QString problemOf(QByteArrayView text, qint64 number);
    bool parse(QByteArrayView text);
    bool takeObject(LineType type, JsonNode object);
    bool takeVersion(JsonNode root);
    bool takeTeam(JsonNode team);
    bool takeChannel(JsonNode channel);
    bool takeUser(JsonNode user);
    bool takeBot(JsonNode bot);
    bool takePost(JsonNode post, bool direct);
    bool takeEmoji(JsonNode emoji);
    void noteMessage(JsonNode message);
    bool takeReplies(JsonNode replies, bool direct);
    bool takeReactions(JsonNode reactions);
    bool takeAttachments(JsonNode attachments);
    bool takeDirectChannel(JsonNode channel);
    void noteAccount(const QString &username, const QString &email);
    void noteName(JsonNode account, bool isBot);
    void noteLogin(JsonNode user);
    ArchiveNames::Place placeOf(JsonNode object) const;

    const ArchiveReader &m_archive;
    ScanOptions m_options;
    JsonTree m_tree;
    QByteArray m_repaired;
    ArchiveScan m_scan;
    std::vector<bool> m_seen; ///< entries that some line names as an attachment
    qint64 m_line = 0;
};

/// Bytes that are no UTF-8 become U+FFFD, as they do at the servers.
bool Scanner::parse(QByteArrayView text)
{
    if (m_tree.parse(text))
        return true;
    if (m_tree.problem() != QLatin1String("not-utf8"))
        return false;
    m_repaired = QString::fromUtf8(text).toUtf8();
    return m_tree.parse(m_repaired);
}

QString Scanner::problemOf(QByteArrayView text, qint64 number)
{
    m_line = number;
    m_scan.summary.lines = number;
    if (isBlankLine(text)) {
        if (number == 1)
            return QStringLiteral("no-version");
        ++m_scan.summary.blankLines;
        return {};
    }
    if (!parse(text))
        return m_tree.problem();
    const JsonNode root = m_tree.root();
    if (!root.isObject())
        return QStringLiteral("not-object");
    const JsonNode type = root.member("type");
    if (!type.isString())
        return QStringLiteral("no-type");
    const LineType known = lineType(type.utf8());
    if (number == 1) {
        if (known != LineType::Version)
            return QStringLiteral("no-version");
        return takeVersion(root) ? QString() : QStringLiteral("bad-version");
    }
    if (known == LineType::Unknown) {
        ++m_scan.summary.unknownTypes[type.string().left(64)];
        return {};
    }
    if (known == LineType::Version)
        return {};
    const JsonNode object = root.member(lineTypeName(known));
    if (object.isNothing()) {
        ++m_scan.summary.crashingLines;
        return {};
    }
    // Go would read the members of the second one over those of the first; no exporter writes such
    // lines.
    if (hasRepeatedKey(root) || hasRepeatedKey(object))
        return QStringLiteral("repeated-key");
    return object.isObject() && takeObject(known, object) ? QString()
                                                          : QStringLiteral("wrong-type");
}

bool Scanner::takeObject(LineType type, JsonNode object)
{
    ArchiveSummary &summary = m_scan.summary;
    switch (type) {
    case LineType::Team:
        return takeTeam(object);
    case LineType::Channel:
        return takeChannel(object);
    case LineType::User:
        return takeUser(object);
    case LineType::Bot:
        return takeBot(object);
    case LineType::Post:
        return takePost(object, false);
    case LineType::DirectPost:
        return takePost(object, true);
    case LineType::DirectChannel:
        return takeDirectChannel(object);
    case LineType::Emoji:
        return takeEmoji(object);
    case LineType::Role:
        ++summary.roles;
        return isText(object, "name");
    case LineType::Scheme:
        ++summary.schemes;
        m_scan.facts.schemes.insert(object.member("name").utf8());
        return isText(object, "name");
    case LineType::Version:
    case LineType::Unknown:
        break;
    }
    return true;
}

bool Scanner::takeVersion(JsonNode root)
{
    if (root.member("version").integer() != 1)
        return false;
    const JsonNode info = root.member("info");
    m_scan.summary.generator = info.member("generator").string().left(100);
    // "11.6.0 (<hash>, enterprise: true)"
    m_scan.summary.generatorVersion =
        info.member("version").string().section(QLatin1Char(' '), 0, 0).left(100);
    return info.isNothing() || info.isObject();
}

bool Scanner::takeTeam(JsonNode team)
{
    ++m_scan.summary.teams;
    m_scan.facts.teams.insert(team.member("name").utf8());
    if (m_options.withNames)
        m_scan.names.teams.append(placeOf(team));
    return isText(team, "name") && isText(team, "display_name") && isText(team, "scheme");
}

bool Scanner::takeChannel(JsonNode channel)
{
    if (!isText(channel, "team") || !isText(channel, "name") || !isText(channel, "type")
        || !isText(channel, "scheme") || !isWhole(channel, "deleted_at"))
        return false;
    const QByteArray team = channel.member("team").utf8();
    ++m_scan.summary.channels;
    ++m_scan.summary.channelsByTeam[QString::fromUtf8(team)];
    m_scan.summary.privateChannels += channel.member("type").utf8() == "P";
    m_scan.summary.archivedChannels += channel.member("deleted_at").integer().value_or(0) > 0;
    m_scan.facts.channels[team].insert(channel.member("name").utf8());
    if (m_options.withNames)
        m_scan.names.channels[QString::fromUtf8(team)].append(placeOf(channel));
    return true;
}

bool Scanner::takeUser(JsonNode user)
{
    if (!isText(user, "username") || !isText(user, "email") || !isText(user, "roles")
        || !isText(user, "profile_image") || !isWhole(user, "delete_at") || !isList(user, "teams"))
        return false;
    ++m_scan.summary.users;
    m_scan.summary.deactivatedUsers += user.member("delete_at").integer().value_or(0) > 0;
    m_scan.summary.profilePictures += !user.member("profile_image").isNothing();
    const QString username = user.member("username").string();
    m_scan.facts.users.insert(username.toLower().toUtf8());
    noteAccount(username, user.member("email").string());
    noteName(user, false);
    noteLogin(user);
    const JsonNode teams = user.member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        if (!team.isObject() || !isText(team, "name") || !isText(team, "roles")
            || !isList(team, "channels"))
            return false;
        const QString teamName = team.member("name").string();
        ++m_scan.summary.membersByTeam[teamName];
        if (m_options.withNames)
            m_scan.names.members[teamName].append(username);
    }
    return true;
}

bool Scanner::takeBot(JsonNode bot)
{
    if (!isText(bot, "username") || !isText(bot, "owner") || !isText(bot, "profile_image")
        || !isWhole(bot, "delete_at"))
        return false;
    ++m_scan.summary.bots;
    m_scan.summary.profilePictures += !bot.member("profile_image").isNothing();
    noteAccount(bot.member("username").string(), QString());
    noteName(bot, true);
    return true;
}

void Scanner::noteAccount(const QString &username, const QString &email)
{
    const FoundAccount account{m_line, username, email};
    if (sameText(m_options.operatorUsername, username))
        m_scan.sameUsername = account;
    else if (sameText(m_options.operatorEmail, email))
        m_scan.sameEmail = account;
}

ArchiveNames::Place Scanner::placeOf(JsonNode object) const
{
    return {m_line, object.member("name").string(), object.member("type").string().left(8)};
}

void Scanner::noteName(JsonNode account, bool isBot)
{
    if (!m_options.withNames)
        return;
    m_scan.names.people.append({m_line, account.member("username").string(),
                                account.member("email").string(), account.member("roles").string(),
                                isBot, account.member("delete_at").integer().value_or(0) > 0});
}

void Scanner::noteLogin(JsonNode user)
{
    const QStringList roles =
        user.member("roles").string().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    m_scan.summary.guests += roles.contains(QLatin1String("system_guest"));
    const QString service = user.member("auth_service").string().left(64);
    const bool isActive = user.member("delete_at").integer().value_or(0) == 0;
    // "email" stands in some old exports for what others leave empty.
    if (isActive && !service.isEmpty() && service != QLatin1String("email"))
        ++m_scan.summary.usersByAuthService[service];
}

bool Scanner::takeEmoji(JsonNode emoji)
{
    ++m_scan.summary.emoji;
    if (m_options.withNames)
        m_scan.names.emoji.append(placeOf(emoji));
    return isText(emoji, "name") && isText(emoji, "image");
}

/// Decoding every message would cost more than the rest of the line: its text in the line, with
/// quotes and escapes, has at least as many bytes as the message has characters.
void Scanner::noteMessage(JsonNode message)
{
    qint64 &longest = m_scan.summary.longestMessage;
    if (!message.isString() || message.raw().size() - 2 <= longest)
        return;
    const QByteArray text = message.utf8();
    const qint64 characters = std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<uchar>(byte) & 0xc0U) != 0x80U; // all but what continues a character
    });
    longest = qMax(longest, characters);
}

bool Scanner::takePost(JsonNode post, bool direct)
{
    if (!isText(post, "team") || !isText(post, "channel") || !isText(post, "user")
        || !isText(post, "message") || !isWhole(post, "create_at")
        || !isList(post, "channel_members"))
        return false;
    ArchiveSummary &summary = m_scan.summary;
    ++(direct ? summary.directPosts : summary.posts);
    noteMessage(post.member("message"));
    const qint64 at = post.member("create_at").integer().value_or(0);
    if (at > 0) {
        summary.oldestPostAt = summary.oldestPostAt == 0 ? at : qMin(summary.oldestPostAt, at);
        summary.newestPostAt = qMax(summary.newestPostAt, at);
    }
    return takeReactions(post.member("reactions")) && takeAttachments(post.member("attachments"))
           && takeReplies(post.member("replies"), direct);
}

bool Scanner::takeReplies(JsonNode replies, bool direct)
{
    if (!replies.isNothing() && !replies.isArray())
        return false;
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling()) {
        if (reply.isNull())
            continue;
        if (!reply.isObject() || !isText(reply, "user") || !isText(reply, "message")
            || !isWhole(reply, "create_at") || !takeReactions(reply.member("reactions"))
            || !takeAttachments(reply.member("attachments")))
            return false;
        ++(direct ? m_scan.summary.directReplies : m_scan.summary.replies);
        noteMessage(reply.member("message"));
    }
    return true;
}

bool Scanner::takeReactions(JsonNode reactions)
{
    m_scan.summary.reactions += reactions.isArray() ? reactions.childCount() : 0;
    return reactions.isNothing() || reactions.isArray();
}

bool Scanner::takeAttachments(JsonNode attachments)
{
    if (!attachments.isNothing() && !attachments.isArray())
        return false;
    ArchiveSummary &summary = m_scan.summary;
    bool hasFile = false;
    for (JsonNode item = attachments.firstChild(); item.isValid(); item = item.nextSibling()) {
        if (!item.isNull() && (!item.isObject() || !isText(item, "path")))
            return false;
        const QString path = item.member("path").string();
        if (path.isEmpty())
            continue;
        ++summary.attachmentsReferenced;
        const qint64 index = m_archive.findFile(path);
        hasFile = hasFile || index >= 0;
        if (index < 0) {
            ++summary.attachmentsMissing;
        } else if (!m_seen[static_cast<size_t>(index)]) {
            m_seen[static_cast<size_t>(index)] = true;
            const ArchiveEntry entry = m_archive.entry(index);
            ++summary.attachmentFiles;
            summary.attachmentBytes += entry.size;
            if (entry.size > summary.largestAttachmentBytes) {
                summary.largestAttachmentBytes = entry.size;
                summary.largestAttachment = entry.name;
            }
        }
    }
    summary.postsWithFiles += hasFile ? 1 : 0;
    return true;
}

bool Scanner::takeDirectChannel(JsonNode channel)
{
    ++m_scan.summary.directChannels;
    return isList(channel, "members") && isList(channel, "participants")
           && isText(channel, "header");
}

void countIn(ProgressTicker &ticker, const ArchiveSummary &summary)
{
    ticker.count(QStringLiteral("lines"), summary.lines);
    ticker.count(QStringLiteral("posts"), summary.allPosts());
}

} // namespace

Result<ArchiveScan> scanArchive(const ArchiveReader &archive, const ScanOptions &options,
                                StepControl &control, const ProgressSink &progress)
{
    Scanner scanner(archive, options);
    ProgressTicker ticker(progress, ProgressUnit::Bytes, archive.jsonl().size);
    const auto take = [&](const LineReader &reader, LineReader::Next next) -> Result<void> {
        const QString problem = next == LineReader::Next::Line
                                    ? scanner.take(reader.line(), reader.number())
                                    : scanner.passOver(reader.number());
        if (!problem.isEmpty())
            return badLineError(archive.path(), reader.number(), problem);
        if (ticker.isDue()) {
            countIn(ticker, scanner.summary());
            ticker.advanceTo(reader.bytesRead());
        }
        return {};
    };
    if (const Result<void> read = forEachLine(archive, control, take); !read)
        return read.error();
    countIn(ticker, scanner.summary());
    ticker.finish();
    return scanner.result();
}

} // namespace mmigrate
