// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/destinationrule.h"

#include <QJsonObject>
#include <QList>
#include <QVariantMap>

namespace mmigrate {

/// One thing that is in an import's way, or good to know.
///
/// Findings about a setting have the facts "setting" ("FileSettings.MaxFileSize"), "current",
/// "needed" and "fixed" (the environment sets it, so that no request can change it); where it is
/// fixed also "environment" ("MM_FILESETTINGS_MAXFILESIZE") and "write" (what to write there).
struct DestinationFinding
{
    DestinationRule rule = DestinationRule::VersionTooOld;
    Severity severity = Severity::Note;
    Remedy remedy = Remedy::Explain;
    QVariantMap facts{};

    bool operator==(const DestinationFinding &other) const = default;
};

/// Whether the import cannot begin, or would fail, as long as somebody does nothing about it. What
/// mmigrate mends by itself does not stop it.
/// @param adjustLimits settings that can be raised will be (MigrationOptions::adjustLimits)
bool stopsImport(const DestinationFinding &finding, bool adjustLimits);

/// All that was found on a destination, the worst first. Kept in the journal.
struct DestinationReport
{
    QList<DestinationFinding> findings{};

    const DestinationFinding *find(DestinationRule rule) const; ///< the first one; null: none
    qint64 count(Severity severity) const;
    void sort(); ///< the worst first, then as in DestinationRule

    QJsonObject toJson() const;
    /// Unknown rules are left out.
    static DestinationReport fromJson(const QJsonObject &object);

    bool operator==(const DestinationReport &other) const = default;
};

} // namespace mmigrate
