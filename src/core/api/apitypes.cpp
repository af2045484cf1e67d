// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/apitypes.h"

#include <QRegularExpression>

namespace mmigrate {

QString ServerVersion::toString() const
{
    return QStringLiteral("%1.%2.%3").arg(major).arg(minor).arg(patch);
}

ServerVersion ServerVersion::fromString(const QString &text)
{
    static const QRegularExpression numbers(
        QStringLiteral("^(\\d{1,6})\\.(\\d{1,6})\\.(\\d{1,6})"));
    const QRegularExpressionMatch match = numbers.match(text);
    if (!match.hasMatch())
        return {};
    return {match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt()};
}

QString jobTypeName(JobType type)
{
    switch (type) {
    case JobType::Export:
        return QStringLiteral("export_process");
    case JobType::Import:
        return QStringLiteral("import_process");
    case JobType::ExtractContent:
        return QStringLiteral("extract_content");
    }
    Q_UNREACHABLE();
}

QString jobStatusName(JobStatus status)
{
    switch (status) {
    case JobStatus::Pending:
        return QStringLiteral("pending");
    case JobStatus::InProgress:
        return QStringLiteral("in_progress");
    case JobStatus::Success:
        return QStringLiteral("success");
    case JobStatus::Error:
        return QStringLiteral("error");
    case JobStatus::Warning:
        return QStringLiteral("warning");
    case JobStatus::CancelRequested:
        return QStringLiteral("cancel_requested");
    case JobStatus::Cancelled:
        return QStringLiteral("canceled");
    case JobStatus::Unknown:
        return QStringLiteral("unknown");
    }
    Q_UNREACHABLE();
}

std::optional<qint64> Job::count(const QString &key) const
{
    const auto found = data.constFind(key);
    if (found == data.constEnd())
        return std::nullopt;
    bool isNumber = false;
    const qint64 number = found->toLongLong(&isNumber);
    return isNumber ? std::optional(number) : std::nullopt;
}

QString Job::errorText() const
{
    QString text = data.value(QStringLiteral("error"));
    static const QString misleading = QStringLiteral("We could not count the users.");
    static const QString dash = QStringLiteral(" \u2014 ");
    const qsizetype at = text.indexOf(dash);
    if (text.startsWith(misleading) && at >= 0)
        text = text.mid(at + dash.size());
    return text;
}

qint64 Job::errorLine() const
{
    return count(QStringLiteral("line_number")).value_or(0);
}

} // namespace mmigrate
