// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/workspacemaker.h"

#include "practice/workspacewords.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

/// 2 March 2026, 08:00 UTC: a Monday.
constexpr qint64 firstDay = 1'772'438'400'000;
constexpr qint64 minute = 60'000;

QString asciiName(const QString &name)
{
    QString ascii;
    const QString decomposed = name.toLower().normalized(QString::NormalizationForm_KD);
    for (const QChar c : decomposed) {
        if (c == QChar(0xDF))
            ascii += QStringLiteral("ss");
        else if (c.unicode() < 128 && c.isLetterOrNumber())
            ascii += c;
    }
    return ascii;
}

} // namespace

WorkspaceMaker::WorkspaceMaker(Workspace &workspace, const PracticeServerOptions &options,
                               const QString &dataFolder)
    : m_workspace(workspace)
    , m_options(options)
    , m_dataFolder(dataFolder)
    , m_now(firstDay)
{
}

int WorkspaceMaker::pick(int count)
{
    return int(m_workspace.random()() % quint64(qMax(count, 1)));
}

Result<void> WorkspaceMaker::make()
{
    makeUsers();
    makeTeams();
    makeChannels();
    makeArchivedThings();
    makeDirectChannels();
    makeJoinMessages();
    makePosts();
    if (Result<void> files = makeFiles(); !files)
        return files;
    if (Result<void> emoji = makeEmoji(); !emoji)
        return emoji;
    return makeProfileImages();
}

void WorkspaceMaker::makeUsers()
{
    m_people.push_back(0);
    for (int i = 1; i < m_options.size.users; ++i) {
        User user;
        user.firstName = firstNames().at((i - 1) % firstNames().size());
        user.lastName =
            lastNames().at((i - 1 + (i - 1) / firstNames().size() * 7) % lastNames().size());
        user.username = asciiName(user.firstName) + QLatin1Char('.') + asciiName(user.lastName);
        if (m_workspace.userByName(user.username) != none)
            user.username += QString::number(i);
        user.email = user.username + QStringLiteral("@example.com");
        user.position = pickFrom(positions());
        user.nickname = pick(4) == 0 ? user.firstName.left(3) : QString();
        user.locale = pick(3) == 0 ? QStringLiteral("de") : QStringLiteral("en");
        user.roles = QStringLiteral("system_user");
        user.passwordHash = passwordHash(QStringLiteral("Practice-") + user.username);
        user.createAt = user.updateAt = user.passwordAt = m_now + i * minute;
        user.emailVerified = true;
        user.preferences.insert(QLatin1String("tutorial_step"), QStringLiteral("999"));
        // Everywhere somebody has left.
        if (i % 20 == 19)
            user.deleteAt = m_now + 90LL * 24 * 60 * minute;
        const int index = m_workspace.addUser(std::move(user));
        if (i % 20 != 19)
            m_people.push_back(index);
    }
    User bot;
    bot.username = QStringLiteral("buildbot");
    bot.email = QStringLiteral("buildbot@localhost");
    bot.firstName = QStringLiteral("Build bot");
    bot.roles = QStringLiteral("system_user");
    bot.isBot = true;
    bot.botOwner = m_options.adminUsername;
    bot.botDescription = QStringLiteral("Tells what the builds did");
    bot.createAt = bot.updateAt = m_now;
    m_workspace.addUser(std::move(bot));
}

void WorkspaceMaker::makeTeams()
{
    struct Plan
    {
        const char *name;
        const char *display;
        const char *type;
        int everyNth; ///< of the people is in it
    };
    static const Plan plans[] = {{"northwind", "Northwind", "O", 1},
                                 {"workshop", "Workshop & Lab", "O", 2},
                                 {"board", "Board", "I", 7}};
    const int users = int(m_workspace.users.size());
    for (const Plan &plan : plans) {
        Team team;
        team.name = QLatin1String(plan.name);
        team.displayName = QLatin1String(plan.display);
        team.type = QLatin1String(plan.type);
        team.allowOpenInvite = team.type == QLatin1String("O");
        team.description = QStringLiteral("The people of ") + team.displayName;
        team.createAt = team.updateAt = m_now;
        const int index = m_workspace.addTeam(std::move(team));
        for (int user = 0; user < users; ++user) {
            if (user != 0 && user % plan.everyNth != 0)
                continue;
            Member &member = m_workspace.joinTeam(user, index);
            member.schemeAdmin = user == 0;
            for (int channel = int(m_workspace.channels.size()) - 2;
                 channel < int(m_workspace.channels.size()); ++channel)
                m_workspace.joinChannel(user, channel).schemeAdmin = user == 0;
        }
    }
}

void WorkspaceMaker::addChannel(int team, const char *name, const char *displayName,
                                const char *type, const char *purpose, int everyNth)
{
    Channel channel;
    channel.team = team;
    channel.name = QLatin1String(name);
    channel.displayName = QString::fromUtf8(displayName);
    channel.type = QLatin1String(type);
    channel.purpose = QString::fromUtf8(purpose);
    channel.header =
        pick(2) == 0 ? QStringLiteral("See the [wiki](https://example.com/%1)").arg(channel.name)
                     : QString();
    channel.createAt = channel.updateAt = m_now;
    const int index = m_workspace.addChannel(std::move(channel));
    const std::vector<int> members = m_workspace.teamMembers(team);
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i % std::size_t(everyNth) != 0)
            continue;
        Member &member = m_workspace.joinChannel(members[i], index);
        member.schemeAdmin = i == 0;
        member.favorite = pick(9) == 0;
    }
}

void WorkspaceMaker::makeChannels()
{
    addChannel(0, "announcements", "Announcements", "O", "What everybody should know", 1);
    addChannel(0, "help-desk", "Help desk", "O", "Printers, keys and passwords", 1);
    addChannel(0, "projects", "Projects", "O", "Who does what until when", 2);
    addChannel(0, "kantine", "Kantine 🍲", "O", "Heute: Linsensuppe", 3);
    addChannel(0, "management", "Management", "P", "", 9);
    addChannel(0, "hiring", "Hiring", "P", "Candidates and interviews", 6);
    addChannel(1, "builds", "Builds", "O", "What the build bot says", 1);
    addChannel(1, "hardware", "Hardware", "O", "", 2);
    addChannel(1, "incidents", "Incidents", "P", "Only when something burns", 3);
    addChannel(2, "numbers", "Numbers", "P", "", 1);
    for (int i = 0; i < int(m_workspace.channels.size()); ++i)
        m_channels.push_back(i);
}

/// What exports treat in their own ways: an archived channel, a whole archived team.
void WorkspaceMaker::makeArchivedThings()
{
    addChannel(0, "summer-party-2025", "Summer party 2025", "O", "It was nice", 4);
    m_workspace.channels.back().deleteAt = m_now + minute;
    Team team;
    team.name = QStringLiteral("former-branch");
    team.displayName = QStringLiteral("Former branch");
    team.createAt = m_now;
    team.deleteAt = team.updateAt = m_now + minute;
    m_workspace.addTeam(std::move(team));
}

void WorkspaceMaker::makeDirectChannels()
{
    const int people = int(m_people.size());
    const int pairs = qMax(2, people / 2);
    for (int i = 0; i < pairs; ++i) {
        const int other = 1 + (i * 7 + 3) % (people - 1);
        m_channels.push_back(m_workspace.directChannel(
            {m_people[std::size_t(i)], m_people[std::size_t(other == i ? 0 : other)]}));
    }
    m_channels.push_back(m_workspace.directChannel({m_people[0]}));
    for (int i = 0; i < qMax(1, people / 12); ++i) {
        std::vector<int> group;
        group.reserve(6);
        for (int k = 0; k < 3 + i % 3; ++k)
            group.push_back(m_people[std::size_t((i * 5 + k * 2) % people)]);
        m_channels.push_back(m_workspace.directChannel(group));
    }
    std::sort(m_channels.begin(), m_channels.end());
    m_channels.erase(std::unique(m_channels.begin(), m_channels.end()), m_channels.end());
    for (Channel &channel : m_workspace.channels)
        channel.createAt = channel.updateAt = channel.createAt > m_now ? m_now : channel.createAt;
}

/// "x joined the channel": posts with a type, which old versions export without it.
void WorkspaceMaker::makeJoinMessages()
{
    for (int i = 0; i < int(m_people.size()) / 4; ++i) {
        const User &user = m_workspace.users[std::size_t(m_people[std::size_t(i)])];
        Post post;
        post.channel = 0;
        post.user = m_people[std::size_t(i)];
        post.type = QStringLiteral("system_join_team");
        post.message = user.username + QStringLiteral(" joined the team.");
        post.props = "{\"username\":\"" + user.username.toUtf8() + "\"}";
        post.createAt = m_now += minute;
        m_workspace.addPost(std::move(post));
    }
}

int WorkspaceMaker::makePost(int channel, int user, int root)
{
    Post post;
    post.channel = channel;
    post.user = user;
    post.root = root;
    m_now += minute + pick(int(10 * minute));
    post.createAt = m_now;
    if (root == none)
        post.message =
            pickFrom(openings()) + QLatin1Char(' ') + pickFrom(subjects()) + pickFrom(endings());
    else
        post.message = pickFrom(practice::replies());
    if (pick(30) == 0)
        post.editAt = post.createAt + minute;
    post.pinned = pick(60) == 0;
    if (pick(80) == 0)
        post.flaggedBy.push_back(m_people[std::size_t(pick(int(m_people.size())))]);
    return m_workspace.addPost(std::move(post));
}

void WorkspaceMaker::makePosts()
{
    while (int(m_workspace.posts.size()) < m_options.size.posts) {
        // Most of what is said is said in channels.
        const bool direct = pick(5) == 0;
        const int channel = pickFrom(m_channels);
        if ((m_workspace.channels[std::size_t(channel)].team == none) != direct)
            continue;
        std::vector<int> members = m_workspace.channels[std::size_t(channel)].members;
        if (members.empty())
            members = m_workspace.channelMembers(channel);
        if (members.empty())
            continue;
        const int root = makePost(channel, pickFrom(members), none);
        makeReactions(root);
        m_fileCarriers.push_back(root);
        const int answers = pick(3) == 0 ? 1 + pick(5) : 0;
        for (int i = 0; i < answers && int(m_workspace.posts.size()) < m_options.size.posts; ++i) {
            const int reply = makePost(channel, pickFrom(members), root);
            if (pick(4) == 0)
                makeReactions(reply);
            m_fileCarriers.push_back(reply);
        }
    }
}

void WorkspaceMaker::makeReactions(int post)
{
    // Exports carry no reactions of direct posts; a workspace with them could not be compared
    // afterwards.
    const int channel = m_workspace.posts[std::size_t(post)].channel;
    if (m_workspace.channels[std::size_t(channel)].team == none)
        return;
    const int count = pick(3) == 0 ? 1 + pick(3) : 0;
    for (int i = 0; i < count; ++i) {
        const QString &emoji = pickFrom(reactionNames());
        const int user = pickFrom(m_people);
        Post &target = m_workspace.posts[std::size_t(post)];
        const bool known = std::any_of(target.reactions.begin(), target.reactions.end(),
                                       [&](const Reaction &reaction) {
                                           return reaction.user == user && reaction.emoji == emoji;
                                       });
        if (!known)
            target.reactions.push_back({user, emoji, target.createAt + (i + 1) * minute});
    }
}

} // namespace mmigrate::practice
