// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/practiceoptions.h"

#include <QString>
#include <QStringList>

namespace mmigrate::practice {

/// Where the versions differ. One place, so that a new personality is one more function.
struct Personality
{
    PracticePersonality kind = PracticePersonality::V11;
    QString version{};
    QString buildNumber{}; ///< stands in X-Version-Id; may contain dots
    QString configFile{};  ///< resources with the configurations' shapes
    QString clientConfigFile{};

    bool jsonTypeOn404 = false; ///< 404 of the router says application/json
    bool clientConfigNeedsFormat = false;
    bool missingMfaCodeIs400 = false;
    bool hasMfaCheck = false; ///< POST /users/mfa
    bool hasRolesList = false;
    bool hasDeleteImports = false;
    bool hasPresign = false;
    bool hasServerLimits = false;
    bool hasExtractContent = false;
    bool filtersJobs = false;
    bool hasJobStatusPatch = false;
    bool cloudRefusesUploads = false;
    QString uploadTooLargeId{};
    qint64 maxJsonBody = 0; ///< bytes; 0: as MaxFileSize
    int cloudRouteStatus = 501;

    // Exports
    bool exportNamedAfterJob = false;
    bool exportOptions =
        false; ///< archived channels, profile pictures, roles and schemes; counters in job.data
    bool exportsPostTypes = false;
    bool exportsBots = false; ///< as lines of their own
    bool exportsInfo = false;
    bool exportsEmoji = false;
    bool exportsParticipants = false;
    bool doublesReplyAttachments = false;
    bool exportsArchivedTeamChannels = false;
    bool lostFileStopsExport = false;
    bool progressReaches100 = false;

    // Imports
    QString attachmentPrefix{};     ///< in front of an attachment's path inside the archive
    bool replyFilesFromZip = false; ///< also direct posts' files, emoji
    bool profileImagesFromZip = false;
    bool missingAttachmentStops = false;
    bool importsRolesAndBots = false;
    bool readsParticipants = false;
    bool readsPostTypes = false;
    bool readsReplyReactions = false;
    bool jsonlAtRootOnly = false;
    bool lowersUsernames = false;
    bool missingUserObjectCrashes = false;
    bool systemEmojiIsError = false;
    bool emptyChannelDisplayNameIsError = false;
    bool dropsLargeAttachments = false;
    bool movesEarlyReplies = false; ///< a reply before its post is corrected instead of refused
    int maxPropsChars = 8000;
    QStringList reservedTeamNames{};

    /// The text of a job's data.error.
    QString jobError(const QString &where, const QString &message, const QString &detail) const;
};

const Personality &personalityOf(PracticePersonality kind);

} // namespace mmigrate::practice
