// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QString>

namespace mmigrate {

/// Why a file is no archive that can be used: the fact "reason" of ErrorKind::ArchiveInvalid.
enum class ArchiveReason {
    NotZip,       ///< no ZIP file at all
    Truncated,    ///< begins as a ZIP but its end is missing
    Encrypted,    ///< an entry is protected by a password
    NoJsonl,      ///< no *.jsonl at the root
    SeveralJsonl, ///< more than one *.jsonl at the root: servers differ in which one they take
    BadName,      ///< an entry whose name leaves the archive ("..", absolute, drive letter)
    DamagedEntry, ///< an entry whose bytes do not match its CRC-32 or cannot be unpacked
    SlackExport,  ///< an export of Slack, which has to be converted first
    Empty,        ///< no bytes, no entries, or an import.jsonl without lines
    ListAlone,    ///< an import.jsonl that is in no archive
    Unreadable,   ///< the file could not be opened or read
    BadLine,      ///< a line of import.jsonl that no export has; facts "line" and "problem"
};

/// The stable name of a reason ("not-zip", "bad-line", ...), as in the fact "reason".
QString archiveReasonName(ArchiveReason reason);

/// ErrorKind::ArchiveInvalid with the facts "reason", "path" and, when not empty, "entry".
Error archiveError(ArchiveReason reason, const QString &path, const QString &entry = {},
                   const QString &detail = {});
/// The same for a line: facts "line" (from 1, the version line) and "problem" (a stable name such
/// as "not-json"), never the line's text.
Error badLineError(const QString &path, qint64 line, const QString &problem);
/// ErrorKind::Cancelled.
Error archiveCancelled();

} // namespace mmigrate
