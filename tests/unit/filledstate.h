// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

namespace mmigrate::test {

inline QDateTime someTime(int seconds)
{
    return QDateTime::fromMSecsSinceEpoch(1'795'000'000'123 + seconds * 1000LL, Qt::UTC);
}

inline ServerCounts someCounts(qint64 base)
{
    return {base + 1, base + 2, base + 3, base + 4, base + 5, base + 6};
}

inline MigrationOptions filledOptions()
{
    MigrationOptions options;
    options.kind = MigrationKind::ImportOnly;
    options.includeAttachments = false;
    options.includeArchivedChannels = true;
    options.includeProfilePictures = true;
    options.includeRolesAndSchemes = false;
    options.useExport = QStringLiteral("latest");
    options.folder = QStringLiteral("/data/Übung");
    options.extractContent = false;
    options.deleteExport = true;
    options.deleteArchive = true;
    options.keepPreparedArchive = true;
    options.wrapList = true;
    options.adjustLimits = true;
    options.switchOn = QStringList(QStringLiteral("GuestAccountsSettings.Enable"));
    options.mappingFile = QStringLiteral("/data/mapping.json");
    options.overlap = false;
    options.connections = 2;
    options.bytesPerSecond = 2'500'000;
    options.sourceCaFile = QStringLiteral("/etc/ca1.pem");
    options.destinationCaFile = QStringLiteral("/etc/ca2.pem");
    options.allowInsecureHttp = true;
    return options;
}

inline ServerState filledServer(const QString &name)
{
    ServerState server;
    server.typedAddress = name + QStringLiteral(".example.com/team");
    server.address = QUrl(QStringLiteral("https://%1.example.com:8065/mm").arg(name));
    server.version = {10, 11, 12};
    server.licence = {true, true, QStringLiteral("enterprise")};
    server.username = name + QStringLiteral("-admin");
    server.userId = QStringLiteral("abcdefghijklmnopqrstuvwxy1");
    server.email = name + QStringLiteral("@example.com");
    server.telemetryId = QStringLiteral("telemetry-") + name;
    server.isLocal = true;
    return server;
}

inline ExportRecord filledExport()
{
    ExportRecord state;
    state.filesBefore = QStringList{QStringLiteral("a_export.zip"), QStringLiteral("b_export.zip")};
    state.jobsBefore = QStringList{QStringLiteral("job1")};
    state.intended = true;
    state.jobId = QStringLiteral("job2");
    state.ignoredOptions = QStringList{QStringLiteral("include_profile_pictures")};
    state.fileName = QStringLiteral("c_export.zip");
    state.emoji = 7;
    state.fileSize = 6'000'000'000'000;
    state.counts = someCounts(100);
    state.deleted = true;
    return state;
}

inline ArchiveRecord filledArchive()
{
    ArchiveRecord state;
    state.path = QStringLiteral("/data/c_export.zip");
    state.size = 5'000'000'000;
    state.modifiedAt = someTime(3);
    state.sha256 = QStringLiteral("0123456789abcdef");
    state.isRefetched = true;
    state.summary = QJsonObject{{QStringLiteral("teams"), 3}};
    state.isPrepared = true;
    state.findings = {{QStringLiteral("lines"), 5}};
    state.keptMemberships = {QJsonObject{{QStringLiteral("username"), QStringLiteral("ann")}}};
    state.preparedForDecisions = QStringLiteral("abcdef");
    state.preparedSummary = {{QStringLiteral("posts"), 4}};
    state.preparedPath = QStringLiteral("/data/c_export.prepared.zip");
    state.tailPath = QStringLiteral("/data/c_export-prepared.tail");
    state.tailFrom = 4'000'000'000;
    state.preparedSha256 = QStringLiteral("fedcba9876543210");
    state.corrections = QJsonObject{{QStringLiteral("missing-file"), 12}};
    state.changesPath = QStringLiteral("/data/changes.txt");
    state.operatorMemberships = QJsonObject{{QStringLiteral("teams"), QJsonArray{1, 2}}};
    state.preparedForUser = QStringLiteral("admin");
    state.preparedForUserId = QStringLiteral("abcdefghijklmnopqrstuvwxy2");
    state.deleted = true;
    return state;
}

inline UploadRecord filledUpload()
{
    UploadRecord state;
    state.fileName = QStringLiteral("mmigrate-x.zip");
    state.intended = true;
    state.sessionId = QStringLiteral("session1");
    state.attempt = 3;
    state.declaredSize = 5'000'000'000;
    state.declaredFrom = 4'500'000'000;
    state.tailBegun = true;
    state.inFlightFrom = 5'242'880;
    state.chunkBytes = 10'000'000;
    state.importName = QStringLiteral("session1_mmigrate-x.zip");
    state.abandoned = {QStringLiteral("session0_mmigrate-x.zip")};
    return state;
}

inline ImportRecord filledImport()
{
    ImportRecord state;
    state.intended = true;
    state.jobsBefore = QStringList{QStringLiteral("job8")};
    state.jobId = QStringLiteral("job9");
    state.succeeded = true;
    state.operatorRestored = true;
    state.contentJobId = QStringLiteral("job10");
    state.membersBefore = QJsonObject{{QStringLiteral("team"), 7}};
    state.countsBefore = someCounts(200);
    state.countsBeforeKnown = true;
    state.countsAfter = someCounts(300);
    return state;
}

/// A state in which no field has its default value.
inline MigrationState filledState()
{
    MigrationState state;
    state.id = QStringLiteral("20261123-050000-ab12");
    state.createdAt = someTime(1);
    state.updatedAt = someTime(2);
    state.options = filledOptions();
    state.source = filledServer(QStringLiteral("old"));
    state.destination = filledServer(QStringLiteral("new"));
    for (const StepId step : allSteps)
        state.steps.insert(step, {StepStatus::Failed, someTime(10), someTime(20)});
    state.exported = filledExport();
    state.archive = filledArchive();
    state.adjustedSettings = {{QStringLiteral("FileSettings"), QStringLiteral("MaxFileSize"),
                               104'857'600, 6'000'000'000.0, true},
                              {QStringLiteral("FileSettings"),
                               QStringLiteral("EnableFileAttachments"), false, true, false}};
    state.destinationCheck = {someTime(7),
                              {{QStringLiteral("findings"), QJsonArray{1}}},
                              {{QStringLiteral("users"), QJsonArray{QStringLiteral("ann")}}},
                              {{QStringLiteral("lines"), 12}},
                              {{QStringLiteral("reason"), QStringLiteral("target-taken")}},
                              QStringLiteral("0123"),
                              4'000'000'000,
                              QStringLiteral("/data/c_export-collisions.json"),
                              {{QStringLiteral("same-person"), 3}},
                              true};
    state.outdatedFiles = {QStringLiteral("/data/old-prepared.zip")};
    state.formerArchives = {QStringLiteral("/data/first.zip")};
    state.formerExports = {QStringLiteral("first_export.zip")};
    state.upload = filledUpload();
    state.import = filledImport();
    state.proof = {{QStringLiteral("posts"), 1, 2, 3, 4, QStringLiteral("arrived")}};
    return state;
}

} // namespace mmigrate::test
