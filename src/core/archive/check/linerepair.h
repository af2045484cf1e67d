// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/changelog.h"
#include "core/archive/check/linechecker.h"
#include "core/archive/jsonedit.h"

namespace mmigrate {

/// Mends what the rules find in one line after the other, where it can be done without asking.
/// What it lets through passes the check, but for the findings that nothing can be done about.
class LineRepair
{
public:
    using Verdict = LineVerdict;

    /// All must outlive this.
    LineRepair(const ArchiveReader &archive, const CheckContext &context, ChangeLog &log);

    /// \a number from 1, of the original file.
    Verdict repair(QByteArrayView line, qint64 number);
    const QByteArray &rewritten() const { return m_text; }

    /// What was left because there is no repair.
    const QList<LineChecker::Found> &left() const { return m_left; }
    const LineChecker &checker() const { return m_checker; }

private:
    bool isMended(const LineChecker::Found &found) const;
    bool repairAll(std::span<const LineChecker::Found> all);
    bool isInsideReplaced(JsonNode node) const;
    void apply(const LineChecker::Found &found);
    void dropElement(const LineChecker::Found &found);
    void dropMember(const LineChecker::Found &found);
    void dropLogin(const LineChecker::Found &found);
    void shorten(const LineChecker::Found &found);
    void setPlain(const LineChecker::Found &found);
    void takeName(const LineChecker::Found &found);
    void setMember(const LineChecker::Found &found, const char *verb, bool loses,
                   QByteArrayView name, const QByteArray &json);
    void lowerCase(const LineChecker::Found &found);
    void clampTime(const LineChecker::Found &found);
    void makeGuest(const LineChecker::Found &found);
    void stripNul(JsonNode node);
    void splitMessage(const LineChecker::Found &found);
    void rename(const LineChecker::Found &found, QHash<QByteArray, QByteArray> &renames,
                const QByteArray &key, const QByteArray &name);
    void renamePerson(const LineChecker::Found &found);
    void renameTeam(const LineChecker::Found &found);
    void renameChannel(const LineChecker::Found &found);
    /// A name that an earlier line had and that was changed there.
    struct Rename
    {
        JsonNode node{};   ///< the name; invalid: it is none of those
        QByteArray name{}; ///< the new one
    };
    Rename renameFor(const LineChecker::Found &found) const;
    bool knowsRename(const LineChecker::Found &found) const
    {
        return renameFor(found).node.isValid();
    }
    void followRename(const LineChecker::Found &found);
    JsonNode teamOf(JsonNode channel) const;

    JsonNode object() const;
    QString described(const LineChecker::Found &found, const char *verb) const;
    void note(const LineChecker::Found &found, const char *verb, bool loses);
    QByteArray freeName(const QByteArray &wanted, const QSet<QByteArray> &taken) const;

    const CheckContext &m_context;
    ChangeLog &m_log;
    LineChecker m_checker;
    JsonEdit m_edit;
    QByteArray m_text;
    qint64 m_line = 0;
    QList<LineChecker::Found> m_left;
    std::vector<JsonNode> m_replaced;       ///< in this pass
    QHash<QByteArray, QByteArray> m_people; ///< old name -> new one
    QHash<QByteArray, QByteArray> m_teams;
    QHash<QByteArray, QByteArray> m_channels; ///< team/old name -> new one
    QSet<QByteArray> m_newNames;
};

} // namespace mmigrate
