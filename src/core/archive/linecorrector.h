// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/changelog.h"
#include "core/archive/check/findingcollector.h"
#include "core/archive/check/linerepair.h"
#include "core/archive/corrections.h"
#include "core/archive/decisionapplier.h"
#include "core/archive/destinationtraits.h"
#include "core/archive/filefates.h"
#include "core/archive/importline.h"
#include "core/archive/jsonedit.h"

namespace mmigrate {

/// The rules, applied to one line after the other.
class LineCorrector
{
public:
    using Verdict = LineVerdict;

    /// All must outlive the corrector.
    LineCorrector(const ArchiveReader &archive, const ArchiveFacts &facts,
                  const CorrectionContext &context, ChangeLog &log);

    /// \a number from 1.
    Verdict correct(QByteArrayView line, qint64 number);
    const QByteArray &rewritten() const { return m_rewritten; }

    /// A line that is longer than servers read, and so was not read here either.
    void dropTooLong(qint64 number);

    const OperatorMemberships &operatorMemberships() const { return m_memberships; }
    /// Of accounts that somebody decided to keep as they are on the destination.
    const QList<OperatorMemberships> &keptMemberships() const { return m_decisions.kept(); }
    QList<FindingGroup> left() const { return m_left.groups(); }
    const FileFates &fates() const { return m_fates; }

private:
    enum class FileOwner { RootPost, Other };

    Verdict correctDecided(QByteArrayView line);
    Verdict applyRules(QByteArrayView line);
    static CheckContext checkContextOf(const CorrectionContext &context);

    // Each answers false when the line has to go.
    bool correctObject(LineType type, JsonNode object);
    bool correctTeam(JsonNode team);
    bool correctChannel(JsonNode channel);
    bool correctUser(JsonNode user);
    bool correctBot(JsonNode bot);
    void keepFile(qint64 index, const QString &path);
    bool correctEmoji(JsonNode emoji);
    bool correctPost(JsonNode post);
    bool correctDirectPost(JsonNode post);
    bool correctPlace(JsonNode post);

    void correctVersion(JsonNode root);
    void correctScheme(JsonNode object, const QString &where);
    void correctProfileImage(JsonNode account, const QString &where);
    void correctDirectChannel(JsonNode channel);
    void correctMemberships(JsonNode user);
    void correctReplies(JsonNode post, const QString &where);
    void correctAttachments(JsonNode post, const QString &where, FileOwner owner,
                            const std::vector<bool> *own = nullptr);
    bool correctAttachment(JsonNode item, const QString &where, FileOwner owner);
    void stripFiles(JsonNode post);

    bool isOperator(JsonNode account) const;
    void rememberMemberships(JsonNode user);
    bool isKnownTeam(const QByteArray &team) const;
    QByteArray botAsUser(JsonNode bot) const;
    bool drop(CorrectionRule rule, const QString &what, bool loses = false);
    void note(CorrectionRule rule, const QString &what, bool loses = false);

    const ArchiveReader &m_archive;
    const CorrectionContext &m_context;
    ChangeLog &m_log;
    DecisionApplier m_decisions;
    const ArchiveFacts m_decidedFacts; ///< empty where nothing was decided
    const ArchiveFacts &m_facts;
    DestinationTraits m_traits;
    const CheckContext m_checkContext;
    LineRepair m_repair;
    FindingCollector m_left;
    FileFates m_fates;
    OperatorMemberships m_memberships;
    JsonTree m_tree;
    JsonEdit m_edit;
    QByteArray m_rewritten;
    qint64 m_line = 0;
};

} // namespace mmigrate
