// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/personality.h"

namespace mmigrate::practice {

namespace {

QStringList reservedNames()
{
    return QStringLiteral("admin api channel claim error files help landing login mfa oauth plug "
                          "plugins post signup")
        .split(QLatin1Char(' '));
}

Personality makeV5()
{
    Personality p;
    p.kind = PracticePersonality::V5_37;
    p.version = QStringLiteral("5.37.0");
    p.configFile = QStringLiteral(":/practice/config-5.37.json");
    p.clientConfigFile = QStringLiteral(":/practice/clientconfig-5.37.json");
    p.clientConfigNeedsFormat = true;
    p.hasMfaCheck = true;
    p.uploadTooLargeId = QStringLiteral("app.upload.create.upload_too_large.app_error");
    p.exportsEmoji = true;
    p.doublesReplyAttachments = true;
    p.exportsArchivedTeamChannels = true;
    p.lostFileStopsExport = true;
    p.missingAttachmentStops = true;
    p.systemEmojiIsError = true;
    p.emptyChannelDisplayNameIsError = true;
    p.reservedTeamNames = reservedNames();
    return p;
}

void addV11Imports(Personality &p)
{
    p.attachmentPrefix = QStringLiteral("data/");
    p.replyFilesFromZip = true;
    p.profileImagesFromZip = true;
    p.importsRolesAndBots = true;
    p.readsParticipants = true;
    p.readsPostTypes = true;
    p.readsReplyReactions = true;
    p.jsonlAtRootOnly = true;
    p.lowersUsernames = true;
    p.missingUserObjectCrashes = true;
    p.dropsLargeAttachments = true;
    p.movesEarlyReplies = true;
    p.maxPropsChars = 800'000;
    p.reservedTeamNames = reservedNames()
                          << QStringLiteral("boards") << QStringLiteral("playbooks");
}

Personality makeV11()
{
    Personality p;
    p.kind = PracticePersonality::V11;
    p.version = QStringLiteral("11.6.0");
    p.buildNumber = QStringLiteral("11.6.0");
    p.configFile = QStringLiteral(":/practice/config-11.json");
    p.clientConfigFile = QStringLiteral(":/practice/clientconfig-11.json");
    p.jsonTypeOn404 = true;
    p.missingMfaCodeIs400 = true;
    p.hasRolesList = true;
    p.hasDeleteImports = true;
    p.hasPresign = true;
    p.hasServerLimits = true;
    p.hasExtractContent = true;
    p.filtersJobs = true;
    p.hasJobStatusPatch = true;
    p.cloudRefusesUploads = true;
    p.uploadTooLargeId = QStringLiteral("api.upload.create.upload_too_large.app_error");
    p.maxJsonBody = 300'000;
    p.cloudRouteStatus = 403;
    p.exportNamedAfterJob = true;
    p.exportOptions = true;
    p.exportsPostTypes = true;
    p.exportsBots = true;
    p.exportsInfo = true;
    p.exportsParticipants = true;
    p.progressReaches100 = true;
    addV11Imports(p);
    return p;
}

} // namespace

QString Personality::jobError(const QString &where, const QString &message,
                              const QString &detail) const
{
    if (kind == PracticePersonality::V5_37)
        return detail.isEmpty() ? message : message + QStringLiteral(" — ") + detail;
    return QStringLiteral("Error during job execution. — ") + where + QStringLiteral(": ") + message
           + QStringLiteral(", ") + detail;
}

const Personality &personalityOf(PracticePersonality kind)
{
    static const Personality v5 = makeV5();
    static const Personality v11 = makeV11();
    return kind == PracticePersonality::V5_37 ? v5 : v11;
}

} // namespace mmigrate::practice
