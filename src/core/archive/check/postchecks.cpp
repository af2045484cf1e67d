// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linechecker_p.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr int fewestInGroup = 3;
constexpr int mostInGroup = 8;

} // namespace

/// What is asked of everything that has an author, a text and a time.
struct LineChecker::PostRules
{
    CheckRule userMissing;
    CheckRule userUnknown;
    CheckRule messageMissing;
    CheckRule messageLength;
    CheckRule timeMissing;
    CheckRule timeZero;
};

/// @return create_at; 0 when there is none
qint64 LineChecker::checkMessage(JsonNode post, const PostRules &rules, JsonNode user,
                                 JsonNode message, JsonNode createAt)
{
    if (!user.isValid())
        found(rules.userMissing, post);
    else if (!isKnownUser(user))
        found(rules.userUnknown, user);
    isThere(rules.messageMissing, message, post);
    atMostCharacters(rules.messageLength, message, m_context.mostMessageCharacters);
    const qint64 at = createAt.integer().value_or(0);
    if (!createAt.isValid())
        found(rules.timeMissing, post);
    else if (at == 0)
        found(rules.timeZero, createAt);
    return at;
}

void LineChecker::checkPost(JsonNode post)
{
    enum {
        Team,
        Channel,
        User,
        Type,
        Message,
        Props,
        CreateAt,
        EditAt,
        FlaggedBy,
        Reactions,
        Replies,
        Attachments,
        IsPinned,
        Followers
    };
    static constexpr std::array<FieldSpec, 14> specs{{
        {"team", FieldKind::Text},
        {"channel", FieldKind::Text},
        {"user", FieldKind::Text},
        {"type", FieldKind::Text},
        {"message", FieldKind::Text},
        {"props", FieldKind::Object},
        {"create_at", FieldKind::Whole},
        {"edit_at", FieldKind::Whole},
        {"flagged_by", FieldKind::Texts},
        {"reactions", FieldKind::List},
        {"replies", FieldKind::List},
        {"attachments", FieldKind::List},
        {"is_pinned", FieldKind::Flag},
        {"thread_followers", FieldKind::List},
    }};
    static constexpr PostRules rules{CheckRule::PostUserMissing,    CheckRule::PostUserUnknown,
                                     CheckRule::PostMessageMissing, CheckRule::PostMessageLength,
                                     CheckRule::PostTimeMissing,    CheckRule::PostTimeZero};
    const auto fields = fieldsOf(post, specs);
    checkPlace(post, fields[Team], fields[Channel]);
    const qint64 at = checkMessage(post, rules, fields[User], fields[Message], fields[CreateAt]);
    checkProps(CheckRule::PostProps, fields[Props]);
    checkReactions(fields[Reactions], at);
    checkReplies(fields[Replies], at);
    checkAttachments(fields[Attachments]);
    checkNames(CheckRule::FlaggerUnknown, fields[FlaggedBy]);
    checkFollowers(fields[Followers]);
}

void LineChecker::checkPlace(JsonNode post, JsonNode team, JsonNode channel)
{
    if (!team.isValid())
        found(CheckRule::PostTeamMissing, post);
    if (!channel.isValid())
        found(CheckRule::PostChannelMissing, post);
    if (!team.isValid() || !channel.isValid())
        return;
    const QByteArray teamName = textOf(team);
    const QByteArray channelName = textOf(channel);
    // Nearly all: a channel of the archive, in lower case as all known names are.
    const auto known = m_channels.constFind(teamName);
    if (known != m_channels.constEnd() && known->contains(channelName))
        return;
    const QByteArray lowTeam = teamName.toLower();
    const QByteArray lowChannel = channelName.toLower();
    if (!isKnownTeam(lowTeam))
        found(CheckRule::PostTeamUnknown, team);
    else if (!isKnownChannel(lowTeam, lowChannel))
        found(CheckRule::PostChannelUnknown, channel);
    else if (lowTeam != teamName || lowChannel != channelName)
        found(CheckRule::PostPlaceCase, post);
}

void LineChecker::checkDirectPost(JsonNode post)
{
    enum {
        Members,
        User,
        Type,
        Message,
        Props,
        CreateAt,
        EditAt,
        FlaggedBy,
        Reactions,
        Replies,
        Attachments,
        IsPinned,
        Followers
    };
    static constexpr std::array<FieldSpec, 13> specs{{
        {"channel_members", FieldKind::Texts},
        {"user", FieldKind::Text},
        {"type", FieldKind::Text},
        {"message", FieldKind::Text},
        {"props", FieldKind::Object},
        {"create_at", FieldKind::Whole},
        {"edit_at", FieldKind::Whole},
        {"flagged_by", FieldKind::Texts},
        {"reactions", FieldKind::List},
        {"replies", FieldKind::List},
        {"attachments", FieldKind::List},
        {"is_pinned", FieldKind::Flag},
        {"thread_followers", FieldKind::List},
    }};
    static constexpr PostRules rules{
        CheckRule::DirectPostUserMissing,    CheckRule::DirectPostUserUnknown,
        CheckRule::DirectPostMessageMissing, CheckRule::DirectPostMessageLength,
        CheckRule::DirectPostTimeMissing,    CheckRule::DirectPostTimeZero};
    const auto fields = fieldsOf(post, specs);
    const JsonNode members = fields[Members];
    checkMemberCount(members, post,
                     {CheckRule::DirectPostMembersMissing, CheckRule::DirectPostMembersFew,
                      CheckRule::DirectPostMembersMany});
    checkNames(CheckRule::DirectPostMemberUnknown, members);
    const qint64 at = checkMessage(post, rules, fields[User], fields[Message], fields[CreateAt]);
    checkProps(CheckRule::DirectPostProps, fields[Props]);
    QSet<QByteArray> memberNames;
    if (fields[FlaggedBy].firstChild().isValid()) {
        for (JsonNode member = members.firstChild(); member.isValid();
             member = member.nextSibling())
            memberNames.insert(textOf(member));
    }
    for (JsonNode flagger = fields[FlaggedBy].firstChild(); flagger.isValid();
         flagger = flagger.nextSibling()) {
        if (!memberNames.contains(textOf(flagger)))
            found(CheckRule::DirectPostFlagger, flagger);
    }
    checkReactions(fields[Reactions], at);
    checkReplies(fields[Replies], at);
    checkAttachments(fields[Attachments]);
    checkFollowers(fields[Followers]);
}

void LineChecker::checkMemberCount(JsonNode members, JsonNode object, const MemberRules &rules)
{
    const int count = members.childCount();
    if (!members.isValid())
        found(rules.missing, object);
    else if (count != 2 && count < fewestInGroup)
        found(rules.few, members);
    else if (count > mostInGroup)
        found(rules.many, members);
}

void LineChecker::checkDirectChannel(JsonNode channel)
{
    enum { Members, Participants, FavoritedBy, Header };
    static constexpr std::array<FieldSpec, 4> specs{{
        {"members", FieldKind::Texts},
        {"participants", FieldKind::List},
        {"favorited_by", FieldKind::Texts},
        {"header", FieldKind::Text},
    }};
    const auto fields = fieldsOf(channel, specs);
    const bool hasList = m_traits.knowsParticipants && fields[Participants].isValid();
    const JsonNode people = hasList ? fields[Participants] : fields[Members];
    checkMemberCount(people, channel,
                     {CheckRule::DirectMembersMissing, CheckRule::DirectMembersFew,
                      CheckRule::DirectMembersMany});
    QSet<QByteArray> names;
    for (JsonNode person = people.firstChild(); person.isValid(); person = person.nextSibling()) {
        const JsonNode name = hasList ? person.member("username") : person;
        if (!isKnownUser(name))
            found(CheckRule::DirectMemberUnknown, person);
        names.insert(textOf(name));
    }
    for (JsonNode member = fields[Members].firstChild(); member.isValid();
         member = member.nextSibling())
        names.insert(textOf(member));
    atMostCharacters(CheckRule::DirectHeader, fields[Header], 1024);
    for (JsonNode favoriter = fields[FavoritedBy].firstChild(); favoriter.isValid();
         favoriter = favoriter.nextSibling()) {
        if (!names.contains(textOf(favoriter)))
            found(CheckRule::DirectFavorite, favoriter);
    }
}

void LineChecker::checkReplies(JsonNode replies, qint64 postedAt)
{
    enum {
        User,
        Type,
        Message,
        CreateAt,
        EditAt,
        FlaggedBy,
        Reactions,
        Attachments,
        Props,
        IsPinned
    };
    static constexpr std::array<FieldSpec, 10> specs{{
        {"user", FieldKind::Text},
        {"type", FieldKind::Text},
        {"message", FieldKind::Text},
        {"create_at", FieldKind::Whole},
        {"edit_at", FieldKind::Whole},
        {"flagged_by", FieldKind::Texts},
        {"reactions", FieldKind::List},
        {"attachments", FieldKind::List},
        {"props", FieldKind::Object},
        {"is_pinned", FieldKind::Flag},
    }};
    static constexpr PostRules rules{CheckRule::ReplyUserMissing,    CheckRule::ReplyUserUnknown,
                                     CheckRule::ReplyMessageMissing, CheckRule::ReplyMessageLength,
                                     CheckRule::ReplyTimeMissing,    CheckRule::ReplyTimeZero};
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling()) {
        const auto fields = fieldsOf(reply, specs);
        const qint64 at =
            checkMessage(reply, rules, fields[User], fields[Message], fields[CreateAt]);
        if (at != 0 && at < postedAt)
            found(CheckRule::ReplyBeforePost, fields[CreateAt]);
        checkProps(CheckRule::ReplyProps, fields[Props]);
        checkReactions(fields[Reactions], at);
        checkAttachments(fields[Attachments]);
        checkNames(CheckRule::FlaggerUnknown, fields[FlaggedBy]);
    }
}

void LineChecker::checkReactions(JsonNode reactions, qint64 postedAt)
{
    enum { User, CreateAt, EmojiName };
    static constexpr std::array<FieldSpec, 3> specs{{
        {"user", FieldKind::Text},
        {"create_at", FieldKind::Whole},
        {"emoji_name", FieldKind::Text},
    }};
    for (JsonNode reaction = reactions.firstChild(); reaction.isValid();
         reaction = reaction.nextSibling()) {
        const auto fields = fieldsOf(reaction, specs);
        if (!fields[User].isValid())
            found(CheckRule::ReactionUserMissing, reaction);
        else if (!isKnownUser(fields[User]))
            found(CheckRule::ReactionUserUnknown, reaction);
        isThere(CheckRule::ReactionEmojiMissing, fields[EmojiName], reaction);
        atMostCharacters(CheckRule::ReactionEmojiLength, fields[EmojiName], 64);
        const qint64 at = fields[CreateAt].integer().value_or(0);
        if (!fields[CreateAt].isValid())
            found(CheckRule::ReactionTimeMissing, reaction);
        else if (at == 0)
            found(CheckRule::ReactionTimeZero, fields[CreateAt]);
        else if (at < postedAt)
            found(CheckRule::ReactionBeforePost, fields[CreateAt]);
    }
}

void LineChecker::checkAttachments(JsonNode attachments)
{
    static constexpr std::array<FieldSpec, 1> specs{{{"path", FieldKind::Text}}};
    for (JsonNode item = attachments.firstChild(); item.isValid(); item = item.nextSibling()) {
        const JsonNode pathNode = fieldsOf(item, specs)[0];
        const QByteArray path = textOf(pathNode);
        if (path.isEmpty()) {
            found(CheckRule::AttachmentEmpty, item);
            continue;
        }
        if (m_traits.checksPaths && checks::leadsOutside(path)) {
            found(CheckRule::PathOutside, item);
            continue;
        }
        const qint64 index = fileOf(path);
        if (index < 0)
            found(CheckRule::AttachmentMissing, item);
        else if (m_traits.dropsLargeFiles && m_context.largestFileBytes >= 0
                 && m_archive.entry(index).size > m_context.largestFileBytes)
            found(CheckRule::AttachmentTooLarge, item);
    }
}

void LineChecker::checkProps(CheckRule rule, JsonNode props)
{
    // The server counts its own writing of the object, which has no blanks; few come near.
    if (props.isValid() && props.raw().size() > m_traits.mostPropsCharacters
        && checks::characters(props.raw()) > m_traits.mostPropsCharacters)
        found(rule, props);
}

void LineChecker::checkFollowers(JsonNode followers)
{
    for (JsonNode follower = followers.firstChild(); follower.isValid();
         follower = follower.nextSibling()) {
        const JsonNode name = follower.member("user");
        if (textOf(name).isEmpty())
            found(CheckRule::FollowerMissing, follower);
        else if (!isKnownUser(name))
            found(CheckRule::FollowerUnknown, follower);
    }
}

void LineChecker::checkNames(CheckRule unknown, JsonNode names)
{
    for (JsonNode name = names.firstChild(); name.isValid(); name = name.nextSibling()) {
        if (!isKnownUser(name))
            found(unknown, name);
    }
}

} // namespace mmigrate
