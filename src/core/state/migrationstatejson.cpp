// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// MigrationState as JSON. Each part has one function that visits its fields, used in both
// directions, so that a field cannot be written and forgotten to be read.

#include "core/api/serveraddress.h"
#include "core/state/journalschema.h"
#include "core/state/migrationstate.h"

namespace mmigrate {

namespace {

class Writer
{
public:
    template <typename T>
    void field(const char *name, const T &value)
    {
        const QJsonValue json = toValue(value);
        if (!json.isUndefined())
            m_object.insert(QLatin1String(name), json);
    }
    /// People paste passwords within addresses; those must not get to the disk.
    void typedAddress(const char *name, const QString &value)
    {
        field(name, withoutUserInfo(value));
    }
    QJsonObject object() const { return m_object; }

private:
    static QJsonValue toValue(const QString &value) { return value; }
    static QJsonValue toValue(bool value) { return value; }
    static QJsonValue toValue(int value) { return value; }
    static QJsonValue toValue(qint64 value) { return value; }
    static QJsonValue toValue(const QJsonValue &value) { return value; }
    static QJsonValue toValue(const QJsonObject &value) { return value; }
    static QJsonValue toValue(const QJsonArray &value) { return value; }
    static QJsonValue toValue(const QUrl &value) { return value.toString(); }
    static QJsonValue toValue(const ServerVersion &value) { return value.toString(); }
    static QJsonValue toValue(const QStringList &value)
    {
        return QJsonArray::fromStringList(value);
    }
    static QJsonValue toValue(const QDateTime &value)
    {
        return value.isValid() ? QJsonValue(value.toUTC().toString(Qt::ISODateWithMs))
                               : QJsonValue(QJsonValue::Undefined);
    }
    template <typename T>
    static QJsonValue toValue(const std::optional<T> &value)
    {
        return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Undefined);
    }

    QJsonObject m_object;
};

class Reader
{
public:
    explicit Reader(const QJsonObject &object)
        : m_object(object)
    {
    }
    template <typename T>
    void field(const char *name, T &value) const
    {
        const QJsonValue json = m_object.value(QLatin1String(name));
        if (!json.isUndefined() && !json.isNull())
            read(json, value);
    }
    void typedAddress(const char *name, QString &value) const { field(name, value); }

private:
    static void read(const QJsonValue &json, QString &value) { value = json.toString(); }
    static void read(const QJsonValue &json, bool &value) { value = json.toBool(value); }
    static void read(const QJsonValue &json, int &value) { value = json.toInt(value); }
    static void read(const QJsonValue &json, qint64 &value) { value = json.toInteger(value); }
    static void read(const QJsonValue &json, QJsonValue &value) { value = json; }
    static void read(const QJsonValue &json, QJsonObject &value) { value = json.toObject(); }
    static void read(const QJsonValue &json, QJsonArray &value) { value = json.toArray(); }
    static void read(const QJsonValue &json, QUrl &value) { value = QUrl(json.toString()); }
    static void read(const QJsonValue &json, ServerVersion &value)
    {
        value = ServerVersion::fromString(json.toString());
    }
    static void read(const QJsonValue &json, QStringList &value)
    {
        value.clear();
        for (const auto &item : json.toArray())
            value.append(item.toString());
    }
    static void read(const QJsonValue &json, QDateTime &value)
    {
        value = QDateTime::fromString(json.toString(), Qt::ISODateWithMs);
    }
    // What is no number is unknown, not zero.
    static void read(const QJsonValue &json, std::optional<qint64> &value)
    {
        if (json.toInteger(0) == json.toInteger(1))
            value = json.toInteger();
    }
    static void read(const QJsonValue &json, std::optional<bool> &value)
    {
        if (json.isBool())
            value = json.toBool();
    }

    const QJsonObject m_object;
};

// One visit() for each part. Part is const when it is written.

template <typename Visitor, typename Part>
void visitOptions(Visitor &visitor, Part &part)
{
    visitor.field("includeAttachments", part.includeAttachments);
    visitor.field("includeArchivedChannels", part.includeArchivedChannels);
    visitor.field("includeProfilePictures", part.includeProfilePictures);
    visitor.field("includeRolesAndSchemes", part.includeRolesAndSchemes);
    visitor.field("useExport", part.useExport);
    visitor.field("folder", part.folder);
    visitor.field("extractContent", part.extractContent);
    visitor.field("deleteExport", part.deleteExport);
    visitor.field("deleteArchive", part.deleteArchive);
    visitor.field("keepPreparedArchive", part.keepPreparedArchive);
    visitor.field("wrapList", part.wrapList);
    visitor.field("adjustLimits", part.adjustLimits);
    visitor.field("switchOn", part.switchOn);
    visitor.field("mappingFile", part.mappingFile);
    visitor.field("overlap", part.overlap);
    visitor.field("connections", part.connections);
    visitor.field("bytesPerSecond", part.bytesPerSecond);
    visitor.field("sourceCaFile", part.sourceCaFile);
    visitor.field("destinationCaFile", part.destinationCaFile);
    visitor.field("allowInsecureHttp", part.allowInsecureHttp);
}

template <typename Visitor, typename Part>
void visitServer(Visitor &visitor, Part &part)
{
    visitor.typedAddress("typedAddress", part.typedAddress);
    visitor.field("address", part.address);
    visitor.field("version", part.version);
    visitor.field("licensed", part.licence.licensed);
    visitor.field("cloud", part.licence.cloud);
    visitor.field("sku", part.licence.sku);
    visitor.field("username", part.username);
    visitor.field("userId", part.userId);
    visitor.field("email", part.email);
    visitor.field("telemetryId", part.telemetryId);
    visitor.field("isLocal", part.isLocal);
    visitor.field("people", part.people);
}

template <typename Visitor, typename Part>
void visitCounts(Visitor &visitor, Part &part)
{
    visitor.field("users", part.users);
    visitor.field("teams", part.teams);
    visitor.field("publicChannels", part.publicChannels);
    visitor.field("privateChannels", part.privateChannels);
    visitor.field("posts", part.posts);
    visitor.field("postsWithFiles", part.postsWithFiles);
}

template <typename Visitor, typename Part>
void visitExport(Visitor &visitor, Part &part)
{
    visitor.field("filesBefore", part.filesBefore);
    visitor.field("jobsBefore", part.jobsBefore);
    visitor.field("intended", part.intended);
    visitor.field("jobId", part.jobId);
    visitor.field("ignoredOptions", part.ignoredOptions);
    visitor.field("fileName", part.fileName);
    visitor.field("fileSize", part.fileSize);
    visitor.field("emoji", part.emoji);
    visitor.field("deleted", part.deleted);
}

template <typename Visitor, typename Part>
void visitArchive(Visitor &visitor, Part &part)
{
    visitor.field("path", part.path);
    visitor.field("size", part.size);
    visitor.field("modifiedAt", part.modifiedAt);
    visitor.field("sha256", part.sha256);
    visitor.field("isRefetched", part.isRefetched);
    visitor.field("summary", part.summary);
    visitor.field("isPrepared", part.isPrepared);
    visitor.field("preparedPath", part.preparedPath);
    visitor.field("tailPath", part.tailPath);
    visitor.field("tailFrom", part.tailFrom);
    visitor.field("preparedSha256", part.preparedSha256);
    visitor.field("findings", part.findings);
    visitor.field("preparedSummary", part.preparedSummary);
    visitor.field("corrections", part.corrections);
    visitor.field("changesPath", part.changesPath);
    visitor.field("operatorMemberships", part.operatorMemberships);
    visitor.field("keptMemberships", part.keptMemberships);
    visitor.field("preparedForDecisions", part.preparedForDecisions);
    visitor.field("preparedForUser", part.preparedForUser);
    visitor.field("preparedForUserId", part.preparedForUserId);
    visitor.field("deleted", part.deleted);
}

template <typename Visitor, typename Part>
void visitSetting(Visitor &visitor, Part &part)
{
    visitor.field("section", part.section);
    visitor.field("key", part.key);
    visitor.field("oldValue", part.oldValue);
    visitor.field("newValue", part.newValue);
    visitor.field("restored", part.restored);
    visitor.field("isForGood", part.isForGood);
}

template <typename Visitor, typename Part>
void visitDestinationCheck(Visitor &visitor, Part &part)
{
    visitor.field("checkedAt", part.checkedAt);
    visitor.field("report", part.report);
    visitor.field("rules", part.rules);
    visitor.field("findings", part.findings);
    visitor.field("targetError", part.targetError);
    visitor.field("targetsFor", part.targetsFor);
    visitor.field("workingBytes", part.workingBytes);
    visitor.field("collisionsPath", part.collisionsPath);
    visitor.field("collisionCounts", part.collisionCounts);
    visitor.field("importBegan", part.importBegan);
}

template <typename Visitor, typename Part>
void visitUpload(Visitor &visitor, Part &part)
{
    visitor.field("fileName", part.fileName);
    visitor.field("intended", part.intended);
    visitor.field("sessionId", part.sessionId);
    visitor.field("attempt", part.attempt);
    visitor.field("declaredSize", part.declaredSize);
    visitor.field("declaredFrom", part.declaredFrom);
    visitor.field("tailBegun", part.tailBegun);
    visitor.field("inFlightFrom", part.inFlightFrom);
    visitor.field("chunkBytes", part.chunkBytes);
    visitor.field("importName", part.importName);
    visitor.field("abandoned", part.abandoned);
}

template <typename Visitor, typename Part>
void visitImport(Visitor &visitor, Part &part)
{
    visitor.field("intended", part.intended);
    visitor.field("jobsBefore", part.jobsBefore);
    visitor.field("jobId", part.jobId);
    visitor.field("succeeded", part.succeeded);
    visitor.field("operatorRestored", part.operatorRestored);
    visitor.field("contentJobId", part.contentJobId);
    visitor.field("membersBefore", part.membersBefore);
    visitor.field("countsBeforeKnown", part.countsBeforeKnown);
}

template <typename Visitor, typename Part>
void visitProofRow(Visitor &visitor, Part &part)
{
    visitor.field("what", part.what);
    visitor.field("source", part.source);
    visitor.field("archive", part.archive);
    visitor.field("before", part.before);
    visitor.field("after", part.after);
    visitor.field("verdict", part.verdict);
}

template <typename Part, typename Visit>
QJsonObject written(const Part &part, Visit visit)
{
    Writer writer;
    visit(writer, part);
    return writer.object();
}

#define MMIGRATE_WRITTEN(visit, part) written(part, [](auto &v, auto &p) { visit(v, p); })

template <typename Part, typename Visit>
void readInto(Part &part, const QJsonValue &json, Visit visit)
{
    const Reader reader(json.toObject());
    visit(reader, part);
}

#define MMIGRATE_READ(visit, part, json) readInto(part, json, [](auto &v, auto &p) { visit(v, p); })

QString kindName(MigrationKind kind)
{
    switch (kind) {
    case MigrationKind::Full:
        return QStringLiteral("full");
    case MigrationKind::ExportOnly:
        return QStringLiteral("export");
    case MigrationKind::ImportOnly:
        return QStringLiteral("import");
    }
    Q_UNREACHABLE();
}

std::optional<MigrationKind> kindFromName(const QString &name)
{
    for (const MigrationKind kind :
         {MigrationKind::Full, MigrationKind::ExportOnly, MigrationKind::ImportOnly}) {
        if (kindName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

QJsonObject stepsToJson(const QMap<StepId, StepRecord> &steps)
{
    QJsonObject object;
    for (auto it = steps.begin(); it != steps.end(); ++it) {
        Writer writer;
        writer.field("status", static_cast<int>(it->status));
        writer.field("startedAt", it->startedAt);
        writer.field("finishedAt", it->finishedAt);
        object.insert(stepName(it.key()), writer.object());
    }
    return object;
}

QMap<StepId, StepRecord> stepsFromJson(const QJsonObject &object)
{
    QMap<StepId, StepRecord> steps;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const std::optional<StepId> step = stepFromName(it.key());
        if (!step)
            continue;
        const Reader reader(it.value().toObject());
        StepRecord record;
        int status = 0;
        reader.field("status", status);
        record.status =
            static_cast<StepStatus>(std::clamp(status, 0, static_cast<int>(StepStatus::Failed)));
        reader.field("startedAt", record.startedAt);
        reader.field("finishedAt", record.finishedAt);
        steps.insert(*step, record);
    }
    return steps;
}

} // namespace

QJsonObject toJson(const ServerCounts &counts)
{
    return MMIGRATE_WRITTEN(visitCounts, counts);
}

QJsonObject MigrationState::toJson() const
{
    QJsonObject object;
    object.insert(QLatin1String("schemaVersion"), schemaVersion);
    object.insert(QLatin1String("id"), id);
    object.insert(QLatin1String("kind"), kindName(options.kind));
    Writer times;
    times.field("createdAt", createdAt);
    times.field("updatedAt", updatedAt);
    object.insert(QLatin1String("times"), times.object());
    object.insert(QLatin1String("options"), MMIGRATE_WRITTEN(visitOptions, options));
    object.insert(QLatin1String("source"), MMIGRATE_WRITTEN(visitServer, source));
    object.insert(QLatin1String("destination"), MMIGRATE_WRITTEN(visitServer, destination));
    object.insert(QLatin1String("steps"), stepsToJson(steps));
    object.insert(QLatin1String("export"), MMIGRATE_WRITTEN(visitExport, exported));
    object.insert(QLatin1String("sourceCounts"), mmigrate::toJson(exported.counts));
    object.insert(QLatin1String("archive"), MMIGRATE_WRITTEN(visitArchive, archive));
    QJsonArray settings;
    for (const AdjustedSetting &setting : adjustedSettings)
        settings.append(MMIGRATE_WRITTEN(visitSetting, setting));
    object.insert(QLatin1String("adjustedSettings"), settings);
    object.insert(QLatin1String("destinationCheck"),
                  MMIGRATE_WRITTEN(visitDestinationCheck, destinationCheck));
    object.insert(QLatin1String("upload"), MMIGRATE_WRITTEN(visitUpload, upload));
    object.insert(QLatin1String("import"), MMIGRATE_WRITTEN(visitImport, import));
    object.insert(QLatin1String("countsBefore"), mmigrate::toJson(import.countsBefore));
    object.insert(QLatin1String("countsAfter"), mmigrate::toJson(import.countsAfter));
    QJsonArray rows;
    for (const VerifyRow &row : proof)
        rows.append(MMIGRATE_WRITTEN(visitProofRow, row));
    object.insert(QLatin1String("proof"), rows);
    object.insert(QLatin1String("outdatedFiles"), QJsonArray::fromStringList(outdatedFiles));
    object.insert(QLatin1String("formerArchives"), QJsonArray::fromStringList(formerArchives));
    object.insert(QLatin1String("formerExports"), QJsonArray::fromStringList(formerExports));
    return object;
}

static QStringList textsIn(const QJsonObject &object, const char *name)
{
    QStringList texts;
    const QJsonArray array = object.value(QLatin1String(name)).toArray();
    for (const QJsonValue &value : array)
        texts.append(value.toString());
    return texts;
}

std::optional<MigrationState> MigrationState::fromJson(const QJsonObject &saved)
{
    const std::optional<QJsonObject> lifted = liftToSchema(saved, schemaLifts());
    if (!lifted)
        return std::nullopt;
    const QJsonObject &object = *lifted;
    const std::optional<MigrationKind> kind =
        kindFromName(object.value(QLatin1String("kind")).toString());
    if (!kind || object.value(QLatin1String("id")).toString().isEmpty())
        return std::nullopt;
    MigrationState state;
    state.id = object.value(QLatin1String("id")).toString();
    const Reader times(object.value(QLatin1String("times")).toObject());
    times.field("createdAt", state.createdAt);
    times.field("updatedAt", state.updatedAt);
    MMIGRATE_READ(visitOptions, state.options, object.value(QLatin1String("options")));
    state.options.kind = *kind;
    MMIGRATE_READ(visitServer, state.source, object.value(QLatin1String("source")));
    MMIGRATE_READ(visitServer, state.destination, object.value(QLatin1String("destination")));
    state.steps = stepsFromJson(object.value(QLatin1String("steps")).toObject());
    MMIGRATE_READ(visitExport, state.exported, object.value(QLatin1String("export")));
    MMIGRATE_READ(visitCounts, state.exported.counts, object.value(QLatin1String("sourceCounts")));
    MMIGRATE_READ(visitArchive, state.archive, object.value(QLatin1String("archive")));
    for (const auto &value : object.value(QLatin1String("adjustedSettings")).toArray()) {
        AdjustedSetting setting;
        MMIGRATE_READ(visitSetting, setting, value);
        state.adjustedSettings.append(setting);
    }
    MMIGRATE_READ(visitDestinationCheck, state.destinationCheck,
                  object.value(QLatin1String("destinationCheck")));
    MMIGRATE_READ(visitUpload, state.upload, object.value(QLatin1String("upload")));
    MMIGRATE_READ(visitImport, state.import, object.value(QLatin1String("import")));
    MMIGRATE_READ(visitCounts, state.import.countsBefore,
                  object.value(QLatin1String("countsBefore")));
    MMIGRATE_READ(visitCounts, state.import.countsAfter,
                  object.value(QLatin1String("countsAfter")));
    for (const auto &value : object.value(QLatin1String("proof")).toArray()) {
        VerifyRow row;
        MMIGRATE_READ(visitProofRow, row, value);
        state.proof.append(row);
    }
    state.outdatedFiles = textsIn(object, "outdatedFiles");
    state.formerArchives = textsIn(object, "formerArchives");
    state.formerExports = textsIn(object, "formerExports");
    return state;
}

} // namespace mmigrate
