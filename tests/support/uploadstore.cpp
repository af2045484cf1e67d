// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/uploadstore.h"

namespace mmigrate::test {

namespace {

constexpr qint64 smallestFirstPart = 5 * 1024 * 1024;

ScriptedAnswer json(int status, const QByteArray &body)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.headers = {{"Content-Type", "application/json"}};
    answer.body = body;
    return answer;
}

std::unique_ptr<ScriptedAnswer> refusal(const char *id, int status)
{
    return std::make_unique<ScriptedAnswer>(json(status, UploadStore::errorBody(id, status)));
}

} // namespace

UploadStore::UploadStore(qint64 fileSize)
    : m_fileSize(fileSize)
{
}

QByteArray UploadStore::errorBody(const char *id, int status)
{
    return QByteArray("{\"id\":\"") + id
           + "\",\"message\":\"refused\",\"detailed_error\":\"\",\"request_id\":\"r\",\"status_"
             "code\":"
           + QByteArray::number(status) + "}";
}

bool UploadStore::isPart(const SeenRequest &request) const
{
    return request.method == "POST" && request.contentLength > 0;
}

void UploadStore::crash()
{
    content += m_part;
    m_part.clear();
}

Cut UploadStore::cutFor(const SeenRequest &request)
{
    if (!isPart(request))
        return {};
    ++parts;
    return cuts ? cuts(parts) : Cut();
}

std::unique_ptr<ScriptedAnswer> UploadStore::earlyAnswer(const SeenRequest &request)
{
    if (!isPart(request) && questions) {
        if (auto answer = questions(request))
            return answer;
    }
    if (request.method != "POST")
        return nullptr;
    if (m_lockedRequests > 0) {
        if (--m_lockedRequests == 0 && m_mustKeepLater)
            keepPart();
        return refusal("app.upload.upload_data.concurrent.app_error", 400);
    }
    if (isPart(request) && refusals) {
        if (auto answer = refusals(parts, request))
            return answer;
    }
    if (isDone)
        return refusal("app.upload.get.app_error", 404);
    if (request.contentLength > m_fileSize - offset)
        return refusal("api.upload.upload_data.invalid_content_length", 400);
    m_part.clear();
    return nullptr;
}

void UploadStore::takeBody(const SeenRequest &, const char *data, qint64 count)
{
    m_part.append(data, static_cast<qsizetype>(count));
}

void UploadStore::bodyBroke(const SeenRequest &)
{
    m_lockedRequests = lockedRequestsAfterBreak;
    m_mustKeepLater = m_lockedRequests > 0;
    if (!m_mustKeepLater)
        keepPart();
}

bool UploadStore::keepPart()
{
    m_mustKeepLater = false;
    const bool isTooSmall =
        offset == 0 && m_part.size() < smallestFirstPart && m_part.size() != m_fileSize;
    if (!isTooSmall) {
        content += m_part;
        offset += m_part.size();
    }
    m_part.clear();
    isDone = offset == m_fileSize;
    return !isTooSmall;
}

ScriptedAnswer UploadStore::sessionAnswer() const
{
    if (isDone)
        return json(404, errorBody("app.upload.get.app_error", 404));
    return json(200, "{\"id\":\"session\",\"type\":\"import\",\"filename\":\"a.zip\",\"file_size\":"
                         + QByteArray::number(m_fileSize)
                         + ",\"file_offset\":" + QByteArray::number(offset + offsetLie) + "}");
}

ScriptedAnswer UploadStore::answer(const SeenRequest &request)
{
    if (request.method == "GET")
        return sessionAnswer();
    if (!keepPart())
        return json(400, errorBody("app.upload.upload_data.first_part_too_small.app_error", 400));
    if (isDone)
        return json(200, "{\"id\":\"fileid\",\"name\":\"a.zip\",\"size\":1}");
    ScriptedAnswer next;
    next.status = 204;
    return next;
}

} // namespace mmigrate::test
