// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivereader.h"
#include "core/archive/archivesummary.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QMap>
#include <QSet>

namespace mmigrate {

/// An account of the archive that somebody asked for.
struct FoundAccount
{
    qint64 line = 0;
    QString username{};
    QString email{};
};

/// What rules have to know before they see the first line; names in UTF-8, as the lines have them.
struct ArchiveFacts
{
    QSet<QByteArray> teams{};                       ///< teams with a line
    QHash<QByteArray, QSet<QByteArray>> channels{}; ///< team -> channels with a line
    QSet<QByteArray> schemes{};                     ///< schemes with a line
    QSet<QByteArray> users{};                       ///< user names of `user` lines, in lower case
};

/// What may meet its like on a destination, with the lines that name it.
struct ArchiveNames
{
    struct Person
    {
        qint64 line = 0;
        QString username{};
        QString email{}; ///< empty for `bot` lines
        QString roles{};
        bool isBot = false; ///< a `bot` line; exports before 10.3 write bots as users
        bool isDeactivated = false;
    };
    struct Place
    {
        qint64 line = 0;
        QString name{};
        QString type{}; ///< "O", "I", "P"
    };

    QList<Person> people{};
    QList<Place> teams{};
    QMap<QString, QList<Place>> channels{}; ///< by team
    QList<Place> emoji{};                   ///< without type
    QMap<QString, QStringList> members{};   ///< of teams, the people's user names
};

/// Which accounts the operator guard asks for; empty: none.
struct ScanOptions
{
    QString operatorUsername{};
    QString operatorEmail{};
    bool withNames = false;  ///< fills ArchiveScan::names
    bool isTolerant = false; ///< lines that are an error are counted as unreadable
};

struct ArchiveScan
{
    ArchiveSummary summary{};
    ArchiveFacts facts{};
    ArchiveNames names{}; ///< empty unless asked for
    std::optional<FoundAccount>
        sameUsername{}; ///< user or bot of the operator's name, without regard to case
    std::optional<FoundAccount> sameEmail{}; ///< another user with the operator's e-mail
};

/// Reads import.jsonl once, from end to end. Memory grows with teams, channels and users only, not
/// with posts or files. Progress in bytes of import.jsonl, with "lines" and "posts" in
/// Progress::counts.
///
/// Errors: ArchiveInvalid bad-line with "line" and "problem" for a first line that cannot be read
/// (line-too-long, not-utf8, not-json, too-deep, too-complex, bad-number, not-object, no-type,
/// no-version, bad-version, wrong-type) and for any line that has a key twice (repeated-key), both
/// unless ScanOptions::isTolerant; damaged-entry; Cancelled. Other lines that cannot be read, or
/// that a rule can put right (objects missing, unknown types, blank), are counted.
Result<ArchiveScan> scanArchive(const ArchiveReader &archive, const ScanOptions &options,
                                StepControl &control, const ProgressSink &progress = {});

} // namespace mmigrate
