// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QHash>

namespace mmigrate {

/// What somebody decided about names of an archive; see destination/collisiondecisions.h. All names
/// in UTF-8; keys in lower case, as servers compare them.
struct NameDecisions
{
    enum class Fate {
        Rename, ///< comes in as `to`
        Map,    ///< is the person `to` of the destination, whose account stays as it is
        Keep,   ///< the account of that name, which the destination has, stays as it is
        Skip,   ///< stays out, with everything of it
    };
    struct Choice
    {
        Fate fate = Fate::Keep;
        QByteArray to{};
    };

    QHash<QByteArray, Choice> people{};
    QHash<QByteArray, Choice> teams{};    ///< Rename and Skip only, as those below
    QHash<QByteArray, Choice> channels{}; ///< by "team/channel", both as in the archive
    QHash<QByteArray, Choice> emoji{};    ///< with upper and lower case

    bool isEmpty() const
    {
        return people.isEmpty() && teams.isEmpty() && channels.isEmpty() && emoji.isEmpty();
    }
};

} // namespace mmigrate
