// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QUrlQuery>

#include <optional>

namespace mmigrate::practice {

struct HttpHeader
{
    QByteArray name{};
    QByteArray value{};
};

/// The head of a request.
struct HttpRequest
{
    QByteArray method{};
    QByteArray target{}; ///< as sent
    QString path{};      ///< percent-decoded, without the query
    QUrlQuery query{};
    QList<HttpHeader> headers{};
    qint64 contentLength = -1; ///< -1: not told
    bool chunked = false;
    QString remoteAddress{};

    /// The first header of that name; case does not matter.
    QByteArray header(const QByteArray &name) const;
    QString queryValue(const QString &name) const
    {
        return query.queryItemValue(name, QUrl::FullyDecoded);
    }
    void removeHeader(const QByteArray &name);
};

/// Where a request's body comes from, piece by piece.
class BodyReader
{
public:
    virtual ~BodyReader() = default;
    enum : qint64 { End = 0, Broken = -1 };
    /// Bytes read (> 0), End or Broken.
    virtual qint64 read(char *data, qint64 maxSize) = 0;
    /// Bytes read so far.
    virtual qint64 bytesRead() const = 0;
    /// True when the body broke because a restart of the server cut it.
    virtual bool brokenByRestart() const = 0;
};

/// A piece of a file on disk that is the answer's body.
struct FileSlice
{
    QString path{};
    qint64 offset = 0;
    qint64 length = 0;
};

struct HttpResponse
{
    int status = 200;
    QList<HttpHeader> headers{};
    QByteArray body{};
    std::optional<FileSlice> file{};
    bool compressible =
        false; ///< may be coded with gzip, may go out in chunks: what the API's handlers do

    HttpResponse &set(const QByteArray &name, const QByteArray &value); ///< replaces
    HttpResponse &add(const QByteArray &name, const QByteArray &value);
    QByteArray header(const QByteArray &name) const;
};

HttpResponse jsonResponse(const QJsonObject &object, int status = 200);
HttpResponse jsonResponse(const QJsonArray &array, int status = 200);
HttpResponse jsonText(const QByteArray &json, int status = 200);
HttpResponse plainResponse(int status, const QByteArray &text);
/// {"status":"OK"}
HttpResponse okResponse();

QByteArray reasonPhrase(int status);
/// What Go's router makes of a path: no double slashes, no dot segments; a trailing slash stays.
QString cleanedPath(const QString &path);
/// "Sun, 22 Nov 2026 22:43:09 GMT"
QByteArray httpDate(qint64 msSinceEpoch);

} // namespace mmigrate::practice
