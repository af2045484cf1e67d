// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/router.h"

#include <QFile>
#include <QFileInfo>

namespace mmigrate::practice {

namespace {

struct ByteRange
{
    qint64 start = 0;
    qint64 length = 0;
};

enum class RangeState { None, Good, Malformed, OutOfReach };

/// One "a-b", "a-" or "-n".
RangeState parseOne(const QByteArray &text, qint64 size, QList<ByteRange> *ranges)
{
    const qsizetype dash = text.indexOf('-');
    if (dash < 0)
        return RangeState::Malformed;
    const QByteArray first = text.left(dash).trimmed();
    const QByteArray last = text.mid(dash + 1).trimmed();
    bool ok = true;
    if (first.isEmpty()) {
        const qint64 wanted = last.toLongLong(&ok);
        if (!ok || wanted < 0)
            return RangeState::Malformed;
        const qint64 length = qMin(wanted, size);
        ranges->append({size - length, length});
        return RangeState::Good;
    }
    const qint64 start = first.toLongLong(&ok);
    if (!ok || start < 0)
        return RangeState::Malformed;
    if (start >= size)
        return RangeState::OutOfReach;
    qint64 end = size - 1;
    if (!last.isEmpty()) {
        end = last.toLongLong(&ok);
        if (!ok || start > end)
            return RangeState::Malformed;
    }
    ranges->append({start, qMin(end, size - 1) - start + 1});
    return RangeState::Good;
}

RangeState parseRanges(const QByteArray &header, qint64 size, QList<ByteRange> *ranges)
{
    if (header.isEmpty())
        return RangeState::None;
    if (!header.startsWith("bytes="))
        return RangeState::Malformed;
    bool beyond = false;
    const QList<QByteArray> parts = header.mid(6).split(',');
    for (const QByteArray &part : parts) {
        const RangeState state = parseOne(part.trimmed(), size, ranges);
        if (state == RangeState::Malformed)
            return state;
        beyond = beyond || state == RangeState::OutOfReach;
    }
    return ranges->isEmpty() && beyond ? RangeState::OutOfReach : RangeState::Good;
}

QByteArray contentRange(const ByteRange &range, qint64 size)
{
    return "bytes " + QByteArray::number(range.start) + '-'
           + QByteArray::number(range.start + range.length - 1) + '/' + QByteArray::number(size);
}

HttpResponse unsatisfiable(qint64 size, bool malformed)
{
    HttpResponse response =
        plainResponse(416, malformed ? "invalid range\n" : "invalid range: failed to overlap\n");
    response.set("X-Content-Type-Options", "nosniff");
    if (!malformed)
        response.set("Content-Range", "bytes */" + QByteArray::number(size));
    return response;
}

/// Small ranges only; nobody migrates with this.
HttpResponse severalParts(const QString &path, const QList<ByteRange> &ranges, qint64 size)
{
    const QByteArray boundary = "practiceboundary4a1f";
    HttpResponse response;
    response.status = 206;
    response.set("Content-Type", "multipart/byteranges; boundary=" + boundary);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return response;
    for (const ByteRange &range : ranges) {
        file.seek(range.start);
        response.body += "--" + boundary + "\r\nContent-Range: " + contentRange(range, size)
                         + "\r\nContent-Type: application/zip\r\n\r\n" + file.read(range.length)
                         + "\r\n";
    }
    response.body += "--" + boundary + "--\r\n";
    return response;
}

HttpResponse serveFile(const Call &call, const QString &path)
{
    const qint64 size = QFileInfo(path).size();
    QList<ByteRange> ranges;
    RangeState state = parseRanges(call.request.header("Range"), size, &ranges);
    // There is neither ETag nor date, so If-Range never matches: the whole file comes.
    if (!call.request.header("If-Range").isEmpty())
        state = RangeState::None;
    if (state == RangeState::Malformed || state == RangeState::OutOfReach)
        return unsatisfiable(size, state == RangeState::Malformed);
    HttpResponse response;
    if (state == RangeState::Good && ranges.size() > 1) {
        response = severalParts(path, ranges, size);
    } else {
        response.set("Content-Type", "application/zip");
        response.compressible = true;
        const ByteRange range =
            state == RangeState::Good ? ranges.constFirst() : ByteRange{0, size};
        response.file = FileSlice{path, range.start, range.length};
        if (state == RangeState::Good) {
            response.status = 206;
            response.set("Content-Range", contentRange(range, size));
        }
    }
    response.set("Accept-Ranges", "bytes");
    return response;
}

HttpResponse listExports(Call &call)
{
    return jsonResponse(QJsonArray::fromStringList(call.server.exportNames()));
}

bool isSafeName(const QString &name)
{
    return !name.contains(QLatin1Char('/')) && !name.contains(QLatin1Char('\\'));
}

HttpResponse getExport(Call &call)
{
    const QString name = call.param("name");
    if (name.contains(QChar(QChar::Null)))
        return call.fail(500, "api.file.file_exists.app_error");
    const QString path = call.server.exportPath(name);
    if (!isSafeName(name) || !QFileInfo(path).isFile())
        return call.fail(404, "api.export.export_not_found.app_error");
    return serveFile(call, path);
}

HttpResponse deleteExport(Call &call)
{
    const QString name = call.param("name");
    if (isSafeName(name))
        QFile::remove(call.server.exportPath(name));
    return okResponse();
}

HttpResponse presign(Call &call)
{
    return call.fail(500, "app.eport.generate_presigned_url.featureflag.app_error");
}

} // namespace

void addExportRoutes(Router &router, const Personality &personality)
{
    router.add("GET", "exports", Access::Admin, listExports);
    if (personality.hasPresign)
        router.add("POST", "exports/{name}/presign-url", Access::Admin, presign);
    router.add("GET", "exports/{name....zip}", Access::Admin, getExport);
    router.add("DELETE", "exports/{name....zip}", Access::Admin, deleteExport);
}

} // namespace mmigrate::practice
