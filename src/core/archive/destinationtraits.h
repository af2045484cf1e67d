// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QVersionNumber>

namespace mmigrate {

/// What a server's import takes, by its version. The sources are sections 9 and 15 of the API fact
/// sheet, and for the versions between the measured ones the release notes of what exports began to
/// write.
struct DestinationTraits
{
    bool wantsDataPrefix = true; ///< files are looked up as data/<path> (6.0)
    bool takesAllFiles = true;   ///< also those of replies, direct posts and emoji (6.0)
    bool stopsOnMissingFile =
        false; ///< 11.x only warns; when that began is not known, so all before it
    bool takesProfilePictures = true; ///< (9.8)
    bool knowsRolesAndSchemes = true; ///< (9.8)
    bool knowsBots = true;            ///< (10.3)
    bool knowsParticipants = true;    ///< (10.1)
    bool knowsInfo = true;            ///< (7.0)
};

/// \a version null: those of a recent server.
inline DestinationTraits destinationTraits(const QVersionNumber &version)
{
    DestinationTraits traits;
    if (version.isNull())
        return traits;
    const bool since6 = version >= QVersionNumber(6, 0);
    traits.wantsDataPrefix = since6;
    traits.takesAllFiles = since6;
    traits.stopsOnMissingFile = version < QVersionNumber(11, 0);
    traits.takesProfilePictures = version >= QVersionNumber(9, 8);
    traits.knowsRolesAndSchemes = version >= QVersionNumber(9, 8);
    traits.knowsBots = version >= QVersionNumber(10, 3);
    traits.knowsParticipants = version >= QVersionNumber(10, 1);
    traits.knowsInfo = version >= QVersionNumber(7, 0);
    return traits;
}

} // namespace mmigrate
