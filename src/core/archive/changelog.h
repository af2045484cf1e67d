// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/corrections.h"

#include <QFile>

#include <array>

namespace mmigrate {

/// Collects what the rules do: counts, the first examples and, when asked for, the whole list as
/// CSV.
class ChangeLog
{
public:
    ChangeLog() = default;
    /// Starts the list at \a path, mode 0600. Errors: Disk.
    Result<void> openList(const QString &path);
    /// Errors: Disk, DiskFull.
    Result<void> closeList();

    /// \a line from 1, or 0 for an entry of the ZIP. \a what names fields and files, never message
    /// text. \a loses: see AppliedCorrection::losses.
    void add(CorrectionRule rule, qint64 line, const QString &what, bool loses = false);

    QList<AppliedCorrection> corrections() const;

private:
    std::array<AppliedCorrection, allCorrectionRules.size()> m_byRule{};
    QFile m_list;
    bool m_writing = false;
    bool m_failed = false;
};

} // namespace mmigrate
