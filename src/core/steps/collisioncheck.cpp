// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/collisioncheck.h"

#include "core/archive/diskerror.h"
#include "core/base/log.h"
#include "core/destination/collisionlookup.h"
#include "core/destination/collisiontargets.h"
#include "core/steps/archiveplace.h"

#include <QCryptographicHash>
#include <QFile>
#include <QJsonDocument>

namespace mmigrate {

namespace {

Result<void> write(const CollisionReport &report, const QString &path)
{
    return savePrivately(path, QJsonDocument(report.toJson()).toJson(QJsonDocument::Compact));
}

Error stopped(const QList<Collision> &rows)
{
    const Collision &first = rows.constFirst();
    const bool isAddress = first.kind == CollisionKind::SameEmailOtherName;
    return makeError(ErrorKind::Collision)
        .with(QStringLiteral("username"), first.name)
        .with(QStringLiteral("email"), first.email)
        .with(QStringLiteral("other"), isAddress ? first.otherName : QString())
        .with(QStringLiteral("kind"), collisionKindName(first.kind))
        .with(QStringLiteral("count"), rows.size());
}

} // namespace

Result<CollisionReport> lookUpCollisions(StepContext &context, const ArchiveNames &names)
{
    if (context.state.destinationCheck.importBegan) {
        const Result<CollisionReport> saved = savedCollisions(context.state);
        if (saved)
            return saved;
    }
    const Result<CollisionReport> report =
        findCollisions(context.destination.client(), names, context.state.destination.userId,
                       context.progressSink());
    if (!report)
        return report.error();
    const QString path = besideArchive(context.state, QStringLiteral("-collisions.json"));
    if (Result<void> written = write(*report, path); !written)
        return written.error();
    DestinationCheckRecord &check = context.state.destinationCheck;
    check.collisionsPath = path;
    check.collisionCounts = {};
    const QMap<CollisionKind, qint64> counts = report->counts();
    for (auto it = counts.begin(); it != counts.end(); ++it)
        check.collisionCounts.insert(collisionKindName(it.key()), *it);
    qCInfo(logSteps) << "collisions:" << report->rows.size();
    return report;
}

Result<CollisionReport> savedCollisions(const MigrationState &state)
{
    const QString path = state.destinationCheck.collisionsPath;
    if (path.isEmpty())
        return makeError(ErrorKind::Disk, QStringLiteral("not looked yet"));
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(file);
    return CollisionReport::fromJson(QJsonDocument::fromJson(file.readAll()).object());
}

Result<CollisionDecisions> chosenDecisions(const MigrationState &state)
{
    if (state.options.mappingFile.isEmpty())
        return CollisionDecisions();
    return CollisionDecisions::load(state.options.mappingFile);
}

Result<QList<Collision>> openCollisions(const MigrationState &state)
{
    const Result<CollisionReport> report = savedCollisions(state);
    if (!report)
        return report.error();
    const Result<CollisionDecisions> decisions = chosenDecisions(state);
    if (!decisions)
        return decisions.error();
    return decisions->stopping(*report);
}

Result<NameDecisions> decidedNames(StepContext &context, const ArchiveNames &names,
                                   const CollisionReport &report)
{
    const Result<CollisionDecisions> decisions = chosenDecisions(context.state);
    if (!decisions)
        return decisions.error();
    const NameDecisions made = decisions->forArchive(report);
    if (context.state.destinationCheck.importBegan)
        return made; // its own import may have taken the new names, and the addresses
    const QList<Collision> stopping = decisions->stopping(report);
    if (!stopping.isEmpty())
        return stopped(stopping);
    if (Result<void> checked = checkTargets(context.destination.client(), made, names); !checked) {
        Error error = checked.error();
        if (error.kind == ErrorKind::MappingInvalid)
            error.facts.insert(QStringLiteral("path"), context.state.options.mappingFile);
        return error;
    }
    return made;
}

QString hashOf(const CollisionDecisions &decisions)
{
    return QString::fromLatin1(
        QCryptographicHash::hash(decisions.toJson(), QCryptographicHash::Sha256).toHex());
}

QString decisionsHash(const MigrationState &state)
{
    if (state.options.mappingFile.isEmpty())
        return {};
    QFile file(state.options.mappingFile);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    if (!file.open(QIODevice::ReadOnly) || !hash.addData(&file))
        return QStringLiteral("missing");
    return QString::fromLatin1(hash.result().toHex());
}

} // namespace mmigrate
