// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivescan.h"
#include "core/archive/changelog.h"
#include "core/archive/importline.h"
#include "core/archive/jsonedit.h"
#include "core/archive/namedecisions.h"
#include "core/archive/operatormemberships.h"

#include <QSet>

namespace mmigrate {

/// Carries decisions about names out, line by line, wherever a name stands as such: lines of
/// accounts, owners of bots, authors, reactions, flags, followers, members of conversations, teams
/// and channels of posts and memberships. Texts of messages are left alone, mentions in them too.
/// Every byte that no decision touches stays as it is.
///
/// A conversation with a person who is left out stays out as a whole: without that person it would
/// be another conversation.
class DecisionApplier
{
public:
    enum class Verdict { Keep, Rewrite, Drop };

    /// Both must outlive the applier.
    DecisionApplier(const NameDecisions &decisions, ChangeLog &log);

    /// Lines that are no JSON or of unknown types are kept. \a number from 1.
    Verdict apply(QByteArrayView line, qint64 number);
    /// What takes the line's place; valid until the next apply().
    const QByteArray &rewritten() const { return m_rewritten; }
    /// Files that the last line named and that stay out with it.
    const QStringList &lostFiles() const { return m_lostFiles; }

    /// Memberships of accounts whose lines were taken out, with the destination's names; to be put
    /// back by the API.
    const QList<OperatorMemberships> &kept() const { return m_kept; }
    /// What lines have after the decisions.
    ArchiveFacts applied(const ArchiveFacts &facts) const;

private:
    using Choice = NameDecisions::Choice;
    using Fate = NameDecisions::Fate;

    // Each answers false when the line, or the element, has to go.
    bool object(LineType type, JsonNode object);
    bool team(JsonNode team);
    bool channel(JsonNode channel);
    bool account(JsonNode account, bool isBot);
    bool emoji(JsonNode emoji);
    bool post(JsonNode post);
    bool directPost(JsonNode post);
    bool message(JsonNode post, bool isThere);
    bool directChannel(JsonNode channel);
    bool place(JsonNode team, JsonNode channel);
    bool author(JsonNode post);
    bool members(JsonNode list);

    void memberships(JsonNode account);
    void remember(JsonNode account, const Choice &choice);
    void content(JsonNode post);
    void reactions(JsonNode list);
    void names(JsonNode list, bool mayShrink = true);
    void loseFiles(JsonNode post);

    const Choice *choiceOf(JsonNode name) const;
    const Choice *teamChoice(JsonNode name) const;
    const Choice *channelChoice(JsonNode team, JsonNode name) const;
    bool person(JsonNode name);
    QByteArray nameAfter(JsonNode name) const;
    void follow(JsonNode name, const Choice &choice);
    bool skip(CorrectionRule rule, const QString &what);
    void note(CorrectionRule rule, const QString &what, bool loses = false);

    const NameDecisions &m_decisions;
    ChangeLog &m_log;
    JsonTree m_tree;
    JsonEdit m_edit;
    QByteArray m_rewritten;
    QStringList m_lostFiles;
    QSet<QString> m_noted; ///< of the line
    QList<OperatorMemberships> m_kept;
    qint64 m_line = 0;
};

} // namespace mmigrate
