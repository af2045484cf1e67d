// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/archivecheck.h"

#include "core/archive/archiveerror.h"
#include "core/archive/archivereader.h"
#include "core/archive/check/filechecks.h"
#include "core/archive/check/findingcollector.h"
#include "core/archive/check/linefields.h"
#include "core/archive/linereader.h"
#include "core/archive/progressticker.h"
#include "core/base/stepcontrol.h"

namespace mmigrate {

namespace {

constexpr qsizetype mostSubjectCharacters = 200;

/// Who or what a line is about.
QString subjectOf(LineType type, JsonNode root)
{
    const JsonNode object = root.member(lineTypeName(type));
    const auto text = [object](QByteArrayView name) { return object.member(name).string(); };
    switch (type) {
    case LineType::User:
    case LineType::Bot:
        return text("username");
    case LineType::Channel:
        return text("team") + QLatin1Char('/') + text("name");
    case LineType::Post:
        return text("team") + QLatin1Char('/') + text("channel");
    case LineType::Scheme:
    case LineType::Role:
    case LineType::Team:
    case LineType::Emoji:
        return text("name");
    default:
        return {};
    }
}

/// A finding is about the name or the path that it points to, otherwise about its line's object.
QString subjectOf(CheckRule rule, JsonNode node, LineType type, JsonNode root)
{
    switch (rule) {
    case CheckRule::AttachmentMissing:
    case CheckRule::AttachmentTooLarge:
    case CheckRule::PathOutside:
        return node.isString() ? node.string() : node.member("path").string();
    case CheckRule::ReactionUserUnknown:
        return node.member("user").string();
    case CheckRule::MemberTeamUnknown:
    case CheckRule::MemberChannelUnknown:
        return root.member("user").member("username").string() + QStringLiteral(": ")
               + node.member("name").string();
    case CheckRule::PostUserUnknown:
    case CheckRule::DirectPostUserUnknown:
    case CheckRule::ReplyUserUnknown:
    case CheckRule::DirectPostMemberUnknown:
    case CheckRule::FlaggerUnknown:
    case CheckRule::UserEmailRepeated:
    case CheckRule::LineType:
        return node.string();
    default:
        return subjectOf(type, root);
    }
}

class CheckRun
{
public:
    CheckRun(const ArchiveReader &archive, const CheckContext &context, const FindingSink &sink)
        : m_checker(archive, context)
        , m_collector(m_checker.traits(), sink)
    {
    }

    Result<void> take(QByteArrayView line, qint64 number);
    Result<void> takeTooLong(qint64 number)
    {
        return m_collector.add({CheckRule::LineTooLong, number, {}, {}});
    }
    Result<void> takeFiles(const ArchiveReader &archive, const CheckContext &context,
                           StepControl &control);
    Result<void> takeOrder();
    CheckReport report(qint64 lines) const { return {m_collector.groups(), lines, m_unknown}; }

private:
    LineChecker m_checker;
    FindingCollector m_collector;
    UnknownNames m_unknown;
};

/// What a line refers to in vain.
void noteUnknown(UnknownNames &names, const LineChecker::Found &found, JsonNode object)
{
    const JsonNode node = found.node;
    const auto lower = [](JsonNode name) { return name.utf8().toLower(); };
    switch (found.rule) {
    case CheckRule::PostUserUnknown:
    case CheckRule::ReplyUserUnknown:
    case CheckRule::DirectPostUserUnknown:
    case CheckRule::DirectPostMemberUnknown:
    case CheckRule::FlaggerUnknown:
        names.addUser(lower(node));
        break;
    case CheckRule::DirectMemberUnknown:
        names.addUser(lower(node.isObject() ? node.member("username") : node));
        break;
    case CheckRule::ReactionUserUnknown:
    case CheckRule::FollowerUnknown:
        names.addUser(lower(node.member("user")));
        break;
    case CheckRule::ChannelTeamUnknown:
        names.addTeam(lower(node));
        break;
    case CheckRule::PostTeamUnknown:
        names.addTeam(lower(node));
        names.addChannel(lower(node), lower(object.member("channel")));
        break;
    case CheckRule::PostChannelUnknown:
        names.addChannel(lower(object.member("team")), lower(node));
        break;
    case CheckRule::MemberTeamUnknown: {
        names.addTeam(lower(node.member("name")));
        const JsonNode channels = node.member("channels");
        for (JsonNode channel = channels.firstChild(); channel.isValid();
             channel = channel.nextSibling())
            names.addChannel(lower(node.member("name")), lower(channel.member("name")));
        break;
    }
    case CheckRule::MemberChannelUnknown: {
        const JsonNode teams = object.member("teams");
        for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
            if (team.index() < node.index() && node.index() < team.endIndex())
                names.addChannel(lower(team.member("name")), lower(node.member("name")));
        }
        break;
    }
    default:
        break;
    }
}

Result<void> CheckRun::take(QByteArrayView line, qint64 number)
{
    for (const LineChecker::Found &found : m_checker.check(line, number)) {
        noteUnknown(m_unknown, found, m_checker.root().member(lineTypeName(m_checker.type())));
        if (!m_collector.needsDetails(found.rule)) {
            m_collector.count(found.rule);
            continue;
        }
        const QString subject =
            subjectOf(found.rule, found.node, m_checker.type(), m_checker.root());
        const Result<void> added =
            m_collector.add({found.rule, number, m_checker.placeOf(found.node),
                             subject.left(mostSubjectCharacters)});
        if (!added)
            return added;
    }
    m_checker.remember();
    return {};
}

/// What lines refer to before it comes. To leave the references out would lose what is there.
Result<void> CheckRun::takeOrder()
{
    Result<void> added;
    const auto take = [&](const QByteArray &name) {
        if (added)
            added = m_collector.add({CheckRule::LineOrder, 0, {}, QString::fromUtf8(name)});
    };
    for (const QByteArray &user : std::as_const(m_unknown.users)) {
        if (m_checker.bringsUser(user))
            take(user);
    }
    for (auto it = m_unknown.channels.begin(); it != m_unknown.channels.end(); ++it) {
        for (const QByteArray &channel : *it) {
            if (m_checker.bringsChannel(it.key(), channel))
                take(it.key() + '/' + channel);
        }
    }
    for (const QByteArray &team : std::as_const(m_unknown.teams)) {
        if (m_checker.bringsTeam(team))
            take(team);
    }
    return added;
}

Result<void> CheckRun::takeFiles(const ArchiveReader &archive, const CheckContext &context,
                                 StepControl &control)
{
    for (qint64 left = context.exportedEmoji - m_checker.emojiLines(); left > 0; --left) {
        if (const Result<void> added = m_collector.add({CheckRule::EmojiNotExported, 0, {}, {}});
            !added)
            return added;
    }
    return checkFiles(archive, context, m_checker.named(), m_collector, control);
}

} // namespace

Result<CheckReport> checkArchive(const ArchiveReader &archive, const CheckContext &context,
                                 StepControl &control, const ProgressSink &progress,
                                 const FindingSink &sink)
{
    CheckRun run(archive, context, sink);
    ProgressTicker ticker(progress, ProgressUnit::Bytes, archive.jsonl().size);
    qint64 lines = 0;
    const auto take = [&](const LineReader &reader, LineReader::Next next) {
        lines = reader.number();
        if (ticker.isDue()) {
            ticker.count(QStringLiteral("lines"), lines);
            ticker.advanceTo(reader.bytesRead());
        }
        return next == LineReader::Next::Line ? run.take(reader.line(), lines)
                                              : run.takeTooLong(lines);
    };
    if (const Result<void> read = forEachLine(archive, control, take); !read)
        return read.error();
    ticker.count(QStringLiteral("lines"), lines);
    if (const Result<void> order = run.takeOrder(); !order)
        return order.error();
    if (const Result<void> files = run.takeFiles(archive, context, control); !files)
        return files.error();
    ticker.finish();
    return run.report(lines);
}

} // namespace mmigrate
