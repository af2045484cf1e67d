// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QSet>
#include <QVersionNumber>

namespace mmigrate {

/// What the rules hold an archive against. Names are UTF-8, in lower case.
struct CheckContext
{
    QVersionNumber destinationVersion{};  ///< null: a recent one
    qint64 mostMessageCharacters = 16383; ///< of one post (config/client MaxPostSize)
    qint64 largestFileBytes = -1;         ///< FileSettings.MaxFileSize; -1: not known
    qint64 mostImagePixels = 33'177'600;  ///< FileSettings.MaxImageResolution
    QSet<QByteArray> permissions{};       ///< that the destination knows; empty: not known
    // What the destination has already.
    QSet<QByteArray> users{};
    QSet<QByteArray> teams{};
    QHash<QByteArray, QSet<QByteArray>> channels{}; ///< team -> channels
    QSet<QByteArray> schemes{};
    /// Custom emoji that the export job counted; -1: not known. 11.x counts, but writes none.
    qint64 exportedEmoji = -1;

    /// The same names always give the same text.
    QJsonObject toJson() const;
    /// Fields that are missing or of another type keep their default.
    static CheckContext fromJson(const QJsonObject &object);

    bool operator==(const CheckContext &other) const = default;
};

} // namespace mmigrate
