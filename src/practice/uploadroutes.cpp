// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"
#include "practice/router.h"

#include <QDateTime>
#include <QFile>

namespace mmigrate::practice {

using Action = PracticeFault::Action;

namespace {

/// Unless it is the whole file, the first part must not be smaller.
constexpr qint64 minFirstPart = 5 * 1024 * 1024;
/// Bodies are cut so much above MaxFileSize.
constexpr qint64 bodySlack = 512;
/// What fits into the database's column with the session's id in front.
constexpr int maxNameLength = 256;

HttpResponse checkCreate(const Call &call, const UploadSession &session)
{
    if (session.fileSize > call.server.config.number(QStringLiteral("FileSettings.MaxFileSize")))
        return call.fail(413, call.server.personality.uploadTooLargeId);
    if (session.fileSize <= 0)
        return call.fail(400, "model.upload_session.is_valid.file_size.app_error");
    if (session.fileName.isEmpty())
        return call.fail(400, "model.upload_session.is_valid.filename.app_error");
    if (session.fileName.size() > maxNameLength)
        return call.fail(500, "app.upload.create.save.app_error");
    return {};
}

HttpResponse createUpload(Call &call)
{
    Backend &server = call.server;
    if (!server.config.flag(QStringLiteral("FileSettings.EnableFileAttachments")))
        return call.fail(501, "api.file.attachments.disabled.app_error");
    const QJsonObject body = call.json.object();
    const QJsonValue size = body.value(QLatin1String("file_size"));
    const QJsonValue name = body.value(QLatin1String("filename"));
    const bool wrongTypes =
        (!size.isUndefined() && !size.isDouble()) || (!name.isUndefined() && !name.isString());
    if (!call.json.isObject() || wrongTypes)
        return call.badBody("upload");
    if (body.value(QLatin1String("type")).toString() != QLatin1String("import") || !call.isAdmin())
        return call.forbidden();
    if (server.personality.cloudRefusesUploads && server.config.isCloud())
        return call.fail(400, "api.file.cloud_upload.app_error");
    UploadSession session;
    session.fileName = name.toString();
    session.fileSize = size.toInteger();
    session.userId = call.caller().id;
    session.createAt = QDateTime::currentMSecsSinceEpoch();
    const HttpResponse refusal = checkCreate(call, session);
    if (refusal.status != 200)
        return refusal;
    session.id = server.workspace.newId();
    return jsonResponse(server.uploads.create(session).toJson(), 201);
}

/// What was found out before the body is read.
struct Part
{
    QString path{};
    QString sessionId{};
    qint64 offset = 0;
    qint64 fileSize = 0;
    qint64 maxFileSize = 0;
    int generation = 0;
};

/// Everything that is refused without reading the body. Takes the session's lock when all is well.
std::optional<HttpResponse> beginPart(const Call &call, Part *part)
{
    Backend &server = call.server;
    const std::lock_guard lock(server.mutex);
    if (!server.config.flag(QStringLiteral("FileSettings.EnableFileAttachments")))
        return call.fail(501, "api.file.attachments.disabled.app_error");
    if (!isId(call.param("upload")))
        return call.badUrlParam("upload_id");
    UploadSession *session = server.uploads.find(call.param("upload"));
    if (!session)
        return call.fail(404, "app.upload.get.app_error");
    if (!call.isAdmin())
        return call.forbidden();
    if (server.personality.cloudRefusesUploads && server.config.isCloud())
        return call.fail(400, "api.file.cloud_upload.app_error");
    const bool multipart =
        call.request.header("Content-Type").toLower().startsWith("multipart/form-data");
    if (!multipart && call.request.contentLength > session->fileSize - session->fileOffset)
        return call.fail(400, "api.upload.upload_data.invalid_content_length");
    if (session->busy)
        return call.fail(400, "app.upload.upload_data.concurrent.app_error");
    session->busy = true;
    part->path = server.uploads.temporaryPath(*session);
    part->sessionId = session->id;
    part->offset = session->fileOffset;
    part->fileSize = session->fileSize;
    part->maxFileSize = server.config.number(QStringLiteral("FileSettings.MaxFileSize"));
    part->generation = server.generation;
    return std::nullopt;
}

HttpResponse finishUpload(const Call &call, const UploadSession &session)
{
    Workspace &w = call.server.workspace;
    StoredFile file;
    file.id = w.newId();
    file.name = session.fileName.section(QLatin1Char('/'), -1);
    file.size = session.fileSize;
    file.user = call.user;
    file.createAt = QDateTime::currentMSecsSinceEpoch();
    QJsonObject info = fileJson(w, file);
    info.remove(QLatin1String("post_id"));
    call.server.uploads.finish(session.id);
    return jsonResponse(info);
}

HttpResponse endPart(const Call &call, const Part &part, const UploadWrite &write)
{
    Backend &server = call.server;
    const std::lock_guard lock(server.mutex);
    UploadSession *session = server.uploads.find(part.sessionId);
    // After a restart nobody is left who could note the new offset.
    if (!session || write.restarted || server.generation != part.generation)
        return call.fail(500, "api.file.write_file.app_error");
    session->busy = false;
    const bool complete = part.offset + write.written >= part.fileSize;
    const bool tooSmall = part.offset == 0 && !complete && write.written < minFirstPart;
    if (tooSmall)
        server.uploads.discard(*session);
    else
        session->fileOffset = part.offset + write.written;
    if (write.badMultipart)
        return call.fail(400, "api.upload.upload_data.multipart_error");
    if (write.broken || write.failed)
        return call.fail(500, "api.file.write_file.app_error");
    if (tooSmall)
        return call.fail(400, "app.upload.upload_data.first_part_too_small.app_error");
    if (complete)
        return finishUpload(call, UploadSession(*session));
    HttpResponse response;
    response.status = 204;
    response.set("Content-Type", "application/json");
    return response;
}

HttpResponse uploadData(Call &call)
{
    Part part;
    if (std::optional<HttpResponse> refusal = beginPart(call, &part))
        return *refusal;
    UploadLimits limits;
    limits.room = part.fileSize - part.offset;
    limits.bodyLimit = part.maxFileSize + bodySlack;
    if (call.fault.action == Action::DiskFull)
        limits.diskFullAfter = call.fault.bytes;
    return endPart(call, part,
                   writeUpload(call.request, call.body, part.path, part.offset, limits));
}

HttpResponse getUpload(Call &call)
{
    if (!isId(call.param("upload")))
        return call.badUrlParam("upload_id");
    const UploadSession *session = call.server.uploads.find(call.param("upload"));
    if (!session)
        return call.fail(404, "app.upload.get.app_error");
    if (session->userId != call.caller().id && !call.isAdmin())
        return call.fail(403, "api.upload.get_upload.forbidden.app_error");
    return jsonResponse(session->toJson());
}

HttpResponse uploadsOfUser(Call &call)
{
    const QString wanted = call.param("user");
    if (wanted != QLatin1String("me") && wanted != call.caller().id)
        return call.fail(403, "api.user.get_uploads_for_user.forbidden.app_error");
    QJsonArray sessions;
    const QList<UploadSession> own = call.server.uploads.ofUser(call.caller().id);
    for (const UploadSession &session : own)
        sessions.append(session.toJson());
    return jsonResponse(sessions);
}

HttpResponse listImports(Call &call)
{
    return jsonResponse(QJsonArray::fromStringList(call.server.uploads.finishedFiles()));
}

HttpResponse deleteImport(Call &call)
{
    call.server.uploads.removeFinished(call.param("name"));
    return okResponse();
}

} // namespace

void addUploadRoutes(Router &router, const Personality &personality)
{
    router.add("POST", "uploads", Access::Session, createUpload);
    router.add("GET", "uploads/{upload}", Access::Session, getUpload);
    router.addRaw("POST", "uploads/{upload}", Access::Session, uploadData);
    router.add("GET", "users/{user}/uploads", Access::Session, uploadsOfUser);
    router.add("GET", "imports", Access::Admin, listImports);
    if (personality.hasDeleteImports)
        router.add("DELETE", "imports/{name....zip}", Access::Admin, deleteImport);
}

} // namespace mmigrate::practice
