// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/decisionapplier.h"

namespace mmigrate {

namespace {

QByteArray lowered(const QByteArray &name)
{
    return QString::fromUtf8(name).toLower().toUtf8();
}

QByteArray channelKey(const QByteArray &team, const QByteArray &channel)
{
    return lowered(team) + '/' + lowered(channel);
}

/// An element of a list of names is the name itself or an object that holds it.
JsonNode nameIn(JsonNode element)
{
    if (!element.isObject())
        return element;
    const JsonNode username = element.member("username");
    return username.isValid() ? username : element.member("user");
}

const NameDecisions::Choice *found(const QHash<QByteArray, NameDecisions::Choice> &choices,
                                   const QByteArray &key)
{
    const auto choice = choices.constFind(key);
    return choice == choices.constEnd() ? nullptr : &*choice;
}

} // namespace

DecisionApplier::DecisionApplier(const NameDecisions &decisions, ChangeLog &log)
    : m_decisions(decisions)
    , m_log(log)
{
}

DecisionApplier::Verdict DecisionApplier::apply(QByteArrayView line, qint64 number)
{
    if (m_decisions.isEmpty() || !m_tree.parse(line) || !m_tree.root().isObject())
        return Verdict::Keep;
    m_line = number;
    m_edit.clear();
    m_lostFiles.clear();
    m_noted.clear();
    const JsonNode root = m_tree.root();
    const LineType type = lineType(root.member("type").utf8());
    const JsonNode held = root.member(lineTypeName(type));
    if (type == LineType::Unknown || !held.isObject())
        return Verdict::Keep;
    if (!object(type, held))
        return Verdict::Drop;
    if (m_edit.isEmpty())
        return Verdict::Keep;
    m_rewritten = m_edit.apply(root);
    return Verdict::Rewrite;
}

bool DecisionApplier::object(LineType type, JsonNode object)
{
    switch (type) {
    case LineType::Team:
        return team(object);
    case LineType::Channel:
        return channel(object);
    case LineType::User:
        return account(object, false);
    case LineType::Bot:
        return account(object, true);
    case LineType::Emoji:
        return emoji(object);
    case LineType::Post:
        return post(object);
    case LineType::DirectPost:
        return directPost(object);
    case LineType::DirectChannel:
        return directChannel(object);
    case LineType::Version:
    case LineType::Scheme:
    case LineType::Role:
    case LineType::Unknown:
        break;
    }
    return true;
}

void DecisionApplier::note(CorrectionRule rule, const QString &what, bool loses)
{
    if (m_noted.contains(what))
        return; // a thread may name a person a hundred times
    m_noted.insert(what);
    m_log.add(rule, m_line, what, loses);
}

bool DecisionApplier::skip(CorrectionRule rule, const QString &what)
{
    note(rule, QStringLiteral("leave out ") + what, true);
    return false;
}

const DecisionApplier::Choice *DecisionApplier::choiceOf(JsonNode name) const
{
    return name.isString() ? found(m_decisions.people, lowered(name.utf8())) : nullptr;
}

const DecisionApplier::Choice *DecisionApplier::teamChoice(JsonNode name) const
{
    return name.isString() ? found(m_decisions.teams, lowered(name.utf8())) : nullptr;
}

const DecisionApplier::Choice *DecisionApplier::channelChoice(JsonNode team, JsonNode name) const
{
    if (!team.isString() || !name.isString())
        return nullptr;
    return found(m_decisions.channels, channelKey(team.utf8(), name.utf8()));
}

/// Writes the name that the decision gives.
void DecisionApplier::follow(JsonNode name, const Choice &choice)
{
    if (choice.to.isEmpty() || choice.to == name.utf8())
        return;
    m_edit.replace(name, JsonEdit::quoted(choice.to));
}

/// A place where a person stands. False: that person stays out.
bool DecisionApplier::person(JsonNode name)
{
    const Choice *choice = choiceOf(name);
    if (!choice || choice->fate == Fate::Keep)
        return true;
    if (choice->fate == Fate::Skip)
        return false;
    follow(name, *choice);
    note(choice->fate == Fate::Map ? CorrectionRule::MappedPerson : CorrectionRule::RenamedPerson,
         name.string() + QStringLiteral(" -> ") + QString::fromUtf8(choice->to));
    return true;
}

/// In lower case.
QByteArray DecisionApplier::nameAfter(JsonNode name) const
{
    const Choice *choice = choiceOf(name);
    return lowered(choice && !choice->to.isEmpty() ? choice->to : name.utf8());
}

/// People of a list; who is in it twice after a decision is in it once. Not \a mayShrink: two
/// members stay two, a conversation with oneself.
void DecisionApplier::names(JsonNode list, bool mayShrink)
{
    QSet<QByteArray> there;
    for (JsonNode element = list.firstChild(); element.isValid(); element = element.nextSibling()) {
        const JsonNode name = nameIn(element);
        if (!choiceOf(name))
            there.insert(nameAfter(name));
    }
    for (JsonNode element = list.firstChild(); element.isValid(); element = element.nextSibling()) {
        const JsonNode name = nameIn(element);
        if (!choiceOf(name))
            continue;
        const QByteArray after = nameAfter(name);
        const bool isTwice = mayShrink && there.contains(after);
        there.insert(after);
        if (!person(name))
            skip(CorrectionRule::SkippedPerson, name.string());
        else if (!isTwice)
            continue;
        m_edit.remove(element);
    }
}

bool DecisionApplier::place(JsonNode team, JsonNode channel)
{
    const Choice *ofTeam = teamChoice(team);
    const Choice *ofChannel = channelChoice(team, channel);
    const QString what = team.string() + QLatin1Char('/') + channel.string();
    for (const Choice *choice : {ofTeam, ofChannel}) {
        if (choice && choice->fate == Fate::Skip)
            return skip(CorrectionRule::SkippedPlace, what);
    }
    if (!ofTeam && !ofChannel)
        return true;
    if (ofTeam)
        follow(team, *ofTeam);
    if (ofChannel)
        follow(channel, *ofChannel);
    note(CorrectionRule::RenamedPlace, what);
    return true;
}

bool DecisionApplier::team(JsonNode team)
{
    const JsonNode name = team.member("name");
    const Choice *choice = teamChoice(name);
    if (!choice)
        return true;
    if (choice->fate == Fate::Skip)
        return skip(CorrectionRule::SkippedPlace, name.string());
    follow(name, *choice);
    note(CorrectionRule::RenamedPlace,
         name.string() + QStringLiteral(" -> ") + QString::fromUtf8(choice->to));
    return true;
}

bool DecisionApplier::channel(JsonNode channel)
{
    return place(channel.member("team"), channel.member("name"));
}

bool DecisionApplier::emoji(JsonNode emoji)
{
    const JsonNode name = emoji.member("name");
    const Choice *choice = name.isString() ? found(m_decisions.emoji, name.utf8()) : nullptr;
    if (!choice)
        return true;
    if (choice->fate == Fate::Skip) {
        m_lostFiles.append(emoji.member("image").string());
        return skip(CorrectionRule::SkippedPlace, QStringLiteral("emoji ") + name.string());
    }
    follow(name, *choice);
    note(CorrectionRule::RenamedPlace,
         QStringLiteral("emoji %1 -> %2").arg(name.string(), QString::fromUtf8(choice->to)));
    return true;
}

bool DecisionApplier::account(JsonNode account, bool isBot)
{
    const JsonNode name = account.member("username");
    const Choice *choice = choiceOf(name);
    if (choice && choice->fate != Fate::Rename) {
        m_lostFiles.append(account.member("profile_image").string());
        if (choice->fate == Fate::Skip)
            return skip(CorrectionRule::SkippedPerson, name.string());
        remember(account, *choice);
        note(choice->fate == Fate::Map ? CorrectionRule::MappedPerson : CorrectionRule::KeptPerson,
             QStringLiteral("keep the account of ") + m_kept.last().username);
        return false;
    }
    person(name);
    if (isBot)
        person(account.member("owner")); // a bot may outlive its owner
    memberships(account);
    return true;
}

void DecisionApplier::memberships(JsonNode account)
{
    const JsonNode teams = account.member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        const JsonNode name = team.member("name");
        const Choice *choice = teamChoice(name);
        if (choice && choice->fate == Fate::Skip) {
            skip(CorrectionRule::SkippedPlace, name.string());
            m_edit.remove(team);
            continue;
        }
        const JsonNode channels = team.member("channels");
        for (JsonNode channel = channels.firstChild(); channel.isValid();
             channel = channel.nextSibling()) {
            const JsonNode channelName = channel.member("name");
            if (channelChoice(name, channelName) && !place(name, channelName))
                m_edit.remove(channel);
        }
        if (choice)
            follow(name, *choice);
    }
}

void DecisionApplier::remember(JsonNode account, const Choice &choice)
{
    const JsonNode name = account.member("username");
    OperatorMemberships kept;
    kept.username = choice.fate == Fate::Map ? QString::fromUtf8(choice.to) : name.string();
    const JsonNode teams = account.member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        const JsonNode teamName = team.member("name");
        const Choice *ofTeam = teamChoice(teamName);
        if (!teamName.isString() || (ofTeam && ofTeam->fate == Fate::Skip))
            continue;
        OperatorMemberships::Team entry{ofTeam ? QString::fromUtf8(ofTeam->to) : teamName.string(),
                                        team.member("roles").string(),
                                        {}};
        const JsonNode channels = team.member("channels");
        for (JsonNode channel = channels.firstChild(); channel.isValid();
             channel = channel.nextSibling()) {
            const JsonNode channelName = channel.member("name");
            const Choice *ofChannel = channelChoice(teamName, channelName);
            if (!channelName.isString() || (ofChannel && ofChannel->fate == Fate::Skip))
                continue;
            entry.channels.append(
                {ofChannel ? QString::fromUtf8(ofChannel->to) : channelName.string(),
                 channel.member("roles").string(), channel.member("favorite").isTrue()});
        }
        kept.teams.append(entry);
    }
    m_kept.append(kept);
}

/// False: whoever wrote it stays out.
bool DecisionApplier::author(JsonNode post)
{
    const JsonNode user = post.member("user");
    if (person(user))
        return true;
    loseFiles(post);
    return skip(CorrectionRule::SkippedPerson, QStringLiteral("a message of ") + user.string());
}

bool DecisionApplier::post(JsonNode post)
{
    return message(post, place(post.member("team"), post.member("channel")));
}

bool DecisionApplier::directPost(JsonNode post)
{
    return message(post, members(post.member("channel_members")));
}

/// \a isThere: the place that it was written in is imported.
bool DecisionApplier::message(JsonNode post, bool isThere)
{
    if (!isThere)
        loseFiles(post);
    if (!isThere || !author(post))
        return false;
    content(post);
    return true;
}

bool DecisionApplier::directChannel(JsonNode channel)
{
    for (const char *list : {"members", "participants"}) {
        if (!members(channel.member(list)))
            return false;
    }
    for (const char *list : {"favorited_by", "shown_by"})
        names(channel.member(list));
    return true;
}

/// False: one of them stays out, and so does the conversation.
bool DecisionApplier::members(JsonNode list)
{
    for (JsonNode member = list.firstChild(); member.isValid(); member = member.nextSibling()) {
        const Choice *choice = choiceOf(nameIn(member));
        if (choice && choice->fate == Fate::Skip)
            return skip(CorrectionRule::SkippedPerson,
                        QStringLiteral("a conversation with ") + nameIn(member).string());
    }
    names(list, list.childCount() > 2);
    return true;
}

/// What hangs on a message that stays.
void DecisionApplier::content(JsonNode post)
{
    reactions(post.member("reactions"));
    names(post.member("flagged_by"));
    names(post.member("thread_followers"));
    const JsonNode replies = post.member("replies");
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling()) {
        if (!reply.isObject())
            continue;
        if (author(reply))
            content(reply);
        else
            m_edit.remove(reply);
    }
}

void DecisionApplier::reactions(JsonNode list)
{
    for (JsonNode reaction = list.firstChild(); reaction.isValid();
         reaction = reaction.nextSibling()) {
        const JsonNode user = reaction.member("user");
        if (!person(user)) {
            skip(CorrectionRule::SkippedPerson, user.string());
            m_edit.remove(reaction);
            continue;
        }
        const JsonNode name = reaction.member("emoji_name");
        const Choice *choice = name.isString() ? found(m_decisions.emoji, name.utf8()) : nullptr;
        if (choice && choice->fate == Fate::Rename) {
            follow(name, *choice);
            note(CorrectionRule::RenamedPlace, QStringLiteral("emoji ") + name.string());
        }
    }
}

void DecisionApplier::loseFiles(JsonNode post)
{
    const JsonNode attachments = post.member("attachments");
    for (JsonNode item = attachments.firstChild(); item.isValid(); item = item.nextSibling())
        m_lostFiles.append(item.member("path").string());
    const JsonNode replies = post.member("replies");
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling())
        loseFiles(reply);
}

ArchiveFacts DecisionApplier::applied(const ArchiveFacts &facts) const
{
    ArchiveFacts after = facts;
    after.teams.clear();
    after.channels.clear();
    after.users.clear();
    const auto nameFor = [](const QByteArray &name, const Choice *choice) {
        return choice && !choice->to.isEmpty() ? choice->to : name;
    };
    for (const QByteArray &team : facts.teams) {
        const Choice *choice = found(m_decisions.teams, lowered(team));
        if (!choice || choice->fate != Fate::Skip)
            after.teams.insert(nameFor(team, choice));
    }
    for (auto it = facts.channels.begin(); it != facts.channels.end(); ++it) {
        const Choice *ofTeam = found(m_decisions.teams, lowered(it.key()));
        if (ofTeam && ofTeam->fate == Fate::Skip)
            continue;
        for (const QByteArray &channel : *it) {
            const Choice *choice = found(m_decisions.channels, channelKey(it.key(), channel));
            if (!choice || choice->fate != Fate::Skip)
                after.channels[nameFor(it.key(), ofTeam)].insert(nameFor(channel, choice));
        }
    }
    for (const QByteArray &user : facts.users) {
        const Choice *choice = found(m_decisions.people, user);
        if (!choice || choice->fate == Fate::Rename)
            after.users.insert(lowered(nameFor(user, choice)));
    }
    return after;
}

} // namespace mmigrate
