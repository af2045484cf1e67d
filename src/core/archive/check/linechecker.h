// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkcontext.h"
#include "core/archive/check/checkrule.h"
#include "core/archive/check/linefields.h"
#include "core/archive/destinationtraits.h"
#include "core/archive/importline.h"

#include <QHash>
#include <QSet>

#include <span>
#include <vector>

namespace mmigrate {

class ArchiveReader;

/// Applies the importer's rules to one line after the other, with all of them at once: where a
/// server stops, this goes on. Lines refer to those before them, so they come in the order of the
/// file. Memory grows with teams, channels and people, not with posts.
class LineChecker
{
public:
    struct Found
    {
        CheckRule rule;
        JsonNode node; ///< the value, or the object that lacks one; invalid: the whole line
    };

    /// Of one line, that are told: a line may be made of nothing else.
    static constexpr size_t mostFound = 1000;

    /// Both must outlive the checker.
    LineChecker(const ArchiveReader &archive, const CheckContext &context);

    /// What is wrong with the line; valid until the next call. \a number from 1. \a line must
    /// outlive the use of what was found.
    std::span<const Found> check(QByteArrayView line, qint64 number);
    /// The line that was checked stays: lines behind it may refer to what it brings.
    void remember();

    /// Of the line that was checked; invalid when it is no JSON.
    JsonNode root() const { return m_isParsed ? m_tree.root() : JsonNode(); }
    LineType type() const { return m_type; }
    /// Where a value stands: "post.replies[2].create_at".
    QString placeOf(JsonNode node) const;
    const DestinationTraits &traits() const { return m_traits; }
    /// By index of the ZIP's entries: whether a line that was checked names it.
    const std::vector<bool> &named() const { return m_named; }
    /// Whether a line that was checked brings that person, team, channel; in lower case.
    bool bringsUser(const QByteArray &name) const { return m_users.contains(name); }
    bool bringsTeam(const QByteArray &name) const { return m_teams.contains(name); }
    bool bringsChannel(const QByteArray &team, const QByteArray &name) const
    {
        return m_channels.value(team).contains(name);
    }
    qint64 emojiLines() const { return m_emojiLines; }

private:
    bool parse(QByteArrayView line);
    bool isKnownType() const;
    void checkObject(JsonNode object);
    void found(CheckRule rule, JsonNode node = {})
    {
        if (m_found.size() < mostFound)
            m_found.push_back({rule, node});
    }
    template <size_t Count>
    auto fieldsOf(JsonNode object, const std::array<FieldSpec, Count> &specs);

    // Small questions; node is where the answer is found wanting.
    void atMostCharacters(CheckRule rule, JsonNode text, qint64 limit);
    void atMostBytes(CheckRule rule, JsonNode text, qint64 limit);
    void oneOf(CheckRule rule, JsonNode text, std::initializer_list<QByteArrayView> values);
    void isThere(CheckRule rule, JsonNode text, JsonNode object);
    qint64 fileOf(QByteArrayView path);
    bool isKnownUser(JsonNode name) const;
    bool isKnownTeam(QByteArrayView lowerCase) const;
    bool isKnownChannel(const QByteArray &team, const QByteArray &channel) const;

    // structurechecks.cpp
    void checkVersion(JsonNode root);
    void checkScheme(JsonNode scheme);
    void checkRole(JsonNode role);
    void checkTeam(JsonNode team);
    void checkChannel(JsonNode channel);
    void checkEmoji(JsonNode emoji);
    void checkSchemeName(JsonNode scheme, CheckRule malformed, CheckRule unknown);

    // peoplechecks.cpp
    void checkUser(JsonNode user);
    void checkLogin(JsonNode user, JsonNode service, JsonNode data, JsonNode password);
    void checkPreferences(JsonNode notifyProps);
    void checkMemberships(JsonNode teams);
    void checkChannelMemberships(JsonNode channels, JsonNode team);
    void checkGuest(JsonNode user, JsonNode roles, JsonNode teams);
    void checkBot(JsonNode bot);
    void checkPicture(JsonNode image);

    // postchecks.cpp
    struct PostRules;
    void checkPost(JsonNode post);
    void checkPlace(JsonNode post, JsonNode team, JsonNode channel);
    struct MemberRules
    {
        CheckRule missing;
        CheckRule few;
        CheckRule many;
    };
    void checkDirectPost(JsonNode post);
    void checkMemberCount(JsonNode members, JsonNode object, const MemberRules &rules);
    void checkDirectChannel(JsonNode channel);
    qint64 checkMessage(JsonNode post, const PostRules &rules, JsonNode user, JsonNode message,
                        JsonNode createAt);
    void checkReplies(JsonNode replies, qint64 postedAt);
    void checkReactions(JsonNode reactions, qint64 postedAt);
    void checkAttachments(JsonNode attachments);
    void checkProps(CheckRule rule, JsonNode props);
    void checkFollowers(JsonNode followers);
    void checkNames(CheckRule unknown, JsonNode names);

    const ArchiveReader &m_archive;
    const CheckContext &m_context;
    const DestinationTraits m_traits;
    JsonTree m_tree;
    QByteArray m_repaired; ///< the line with U+FFFD for what is no UTF-8
    bool m_isParsed = false;
    LineType m_type = LineType::Unknown;
    std::vector<Found> m_found;
    std::vector<bool> m_named;
    qint64 m_emojiLines = 0;
    QSet<QByteArray> m_emoji;
    QSet<QByteArray> m_teams; ///< that have a line; others have channels only
    QSet<QByteArray> m_roles;

    QSet<QByteArray> m_users;
    QSet<QByteArray> m_emails;
    QSet<QByteArray> m_schemes;
    QHash<QByteArray, QSet<QByteArray>> m_channels; ///< team -> channels; all teams with a line
};

} // namespace mmigrate
