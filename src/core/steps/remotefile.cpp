// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/remotefile.h"

#include "core/api/httpsession.h"
#include "core/base/log.h"
#include "core/transfer/contentrange.h"

#include <algorithm>
#include <cstring>

namespace mmigrate {

namespace {

constexpr qint64 largestPiece = 8 * 1024 * 1024;
constexpr int partialContent = 206;

} // namespace

RemoteFile::RemoteFile(HttpSession &session, const QString &path)
    : m_session(session)
    , m_path(path)
{
}

bool RemoteFile::open(OpenMode mode)
{
    return fetch(0, 1).size() == 1 && QIODevice::open(mode);
}

/// Empty when it could not be had.
QByteArray RemoteFile::fetch(qint64 from, qint64 count)
{
    HttpCall call;
    call.path = m_path;
    call.headers = {
        {QByteArrayLiteral("Range"), QByteArrayLiteral("bytes=") + QByteArray::number(from) + '-'
                                         + QByteArray::number(from + count - 1)},
        // Coded, the bytes would be others than those of the range.
        {QByteArrayLiteral("Accept-Encoding"), QByteArrayLiteral("identity")},
    };
    // A server that ignores the range would send all of it.
    call.maxAnswerBytes = largestPiece;
    const Result<HttpAnswer> answer = m_session.send(call);
    if (!answer) {
        qCInfo(logSteps).noquote() << "piece of a file:" << answer.error().toLogLine();
        return {};
    }
    const std::optional<ContentRange> range =
        ContentRange::parse(answer->header(QByteArrayLiteral("Content-Range")));
    if (answer->status != partialContent || !range || range->first != from || range->total < 0
        || answer->body.size() > count)
        return {};
    m_size = range->total;
    return answer->body;
}

qint64 RemoteFile::readData(char *data, qint64 maxSize)
{
    const qint64 count = std::min({maxSize, m_size - pos(), largestPiece});
    if (count <= 0)
        return 0;
    const QByteArray bytes = fetch(pos(), count);
    if (bytes.isEmpty())
        return -1;
    std::memcpy(data, bytes.constData(), static_cast<size_t>(bytes.size()));
    return bytes.size();
}

} // namespace mmigrate
