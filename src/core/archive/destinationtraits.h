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
    bool wantsDataPrefix = true;     ///< files are looked up as data/<path> (6.0)
    bool takesAllFiles = true;       ///< also those of replies, direct posts and emoji (6.0)
    bool stopsOnMissingFile = false; ///< 6.6 stops, 7.6 warns; between them not known
    /// A file that is not there hides those that the same line names behind it, also those of its
    /// replies: 7.6 warns once and looks for no more (app/import.go, processAttachments). When that
    /// ended is not known.
    bool missingFileHidesOthers = false;
    bool takesProfilePictures = true;     ///< (9.8)
    bool knowsRolesAndSchemes = true;     ///< (9.8)
    bool knowsBots = true;                ///< (10.3)
    bool knowsParticipants = true;        ///< (10.1)
    bool knowsInfo = true;                ///< (7.0)
    bool knowsPins = true;                ///< is_pinned of posts (7.0; 6.6 does not, 7.6 does)
    bool wantsChannelDisplayName = false; ///< takes no channel without one (5.x)
    bool isStrictAboutNames = false;      ///< channel names end in a letter or digit (5.37, 6.6)
    bool takesShortNames = true;          ///< channel names of one letter (11.x)
    bool normalizesNames = true;          ///< finds files whose names are in another form (11.x)
    bool lowersNames = true;              ///< of people, teams and channels, before it looks (11.x)
    bool stopsOnEarlyReply = false;       ///< a reply before its post (5.37, 6.6; 7.6 warns)
    bool checksAuthService = true;        ///< takes only services that it knows (9.x)
    bool limitsEmojiSize = true;          ///< (11.x)
    bool dropsLargeFiles = true;          ///< attachments above MaxFileSize (11.x)
    bool checksPaths = true;              ///< stops where a path leads out of the archive (11.x)
    int mostPropsCharacters = 800'000;    ///< 8,000 before 6.0
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
    traits.stopsOnMissingFile = version < QVersionNumber(7, 6);
    traits.missingFileHidesOthers = version < QVersionNumber(11, 0);
    traits.takesProfilePictures = version >= QVersionNumber(9, 8);
    traits.knowsRolesAndSchemes = version >= QVersionNumber(9, 8);
    traits.knowsBots = version >= QVersionNumber(10, 3);
    traits.knowsParticipants = version >= QVersionNumber(10, 1);
    traits.knowsInfo = traits.knowsPins = version >= QVersionNumber(7, 0);
    traits.wantsChannelDisplayName = !since6;
    traits.isStrictAboutNames = traits.stopsOnEarlyReply = !traits.knowsInfo;
    traits.checksAuthService = version >= QVersionNumber(9, 0);
    const bool since11 = version >= QVersionNumber(11, 0);
    traits.takesShortNames = traits.lowersNames = traits.normalizesNames = since11;
    traits.limitsEmojiSize = traits.dropsLargeFiles = traits.checksPaths = since11;
    traits.mostPropsCharacters = since6 ? 800'000 : 8000;
    return traits;
}

} // namespace mmigrate
