// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archiveerror.h"

namespace mmigrate {

QString archiveReasonName(ArchiveReason reason)
{
    switch (reason) {
    case ArchiveReason::NotZip:
        return QStringLiteral("not-zip");
    case ArchiveReason::Truncated:
        return QStringLiteral("truncated");
    case ArchiveReason::Encrypted:
        return QStringLiteral("encrypted");
    case ArchiveReason::NoJsonl:
        return QStringLiteral("no-jsonl");
    case ArchiveReason::SeveralJsonl:
        return QStringLiteral("several-jsonl");
    case ArchiveReason::BadName:
        return QStringLiteral("bad-name");
    case ArchiveReason::DamagedEntry:
        return QStringLiteral("damaged-entry");
    case ArchiveReason::SlackExport:
        return QStringLiteral("slack-export");
    case ArchiveReason::Empty:
        return QStringLiteral("empty");
    case ArchiveReason::ListAlone:
        return QStringLiteral("list-alone");
    case ArchiveReason::Unreadable:
        return QStringLiteral("unreadable");
    case ArchiveReason::BadLine:
        return QStringLiteral("bad-line");
    }
    Q_UNREACHABLE();
}

Error archiveError(ArchiveReason reason, const QString &path, const QString &entry,
                   const QString &detail)
{
    const QString name = archiveReasonName(reason);
    Error error =
        makeError(ErrorKind::ArchiveInvalid,
                  detail.isEmpty() ? name : QString(name + QStringLiteral(": ") + detail));
    error.facts.insert(QStringLiteral("reason"), name);
    error.facts.insert(QStringLiteral("path"), path);
    if (!entry.isEmpty())
        error.facts.insert(QStringLiteral("entry"), entry);
    return error;
}

Error badLineError(const QString &path, qint64 line, const QString &problem)
{
    return archiveError(ArchiveReason::BadLine, path, {},
                        QStringLiteral("line %1: %2").arg(line).arg(problem))
        .with(QStringLiteral("line"), line)
        .with(QStringLiteral("problem"), problem);
}

Error archiveCancelled()
{
    return makeError(ErrorKind::Cancelled);
}

} // namespace mmigrate
