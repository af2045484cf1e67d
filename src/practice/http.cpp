// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/http.h"

#include <QDateTime>
#include <QHash>
#include <QJsonArray>
#include <QLocale>
#include <QStringList>

namespace mmigrate::practice {

namespace {

bool sameName(const QByteArray &a, const QByteArray &b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

} // namespace

QByteArray HttpRequest::header(const QByteArray &name) const
{
    for (const HttpHeader &header : headers) {
        if (sameName(header.name, name))
            return header.value;
    }
    return {};
}

void HttpRequest::removeHeader(const QByteArray &name)
{
    headers.removeIf([&name](const HttpHeader &header) { return sameName(header.name, name); });
}

HttpResponse &HttpResponse::set(const QByteArray &name, const QByteArray &value)
{
    headers.removeIf([&name](const HttpHeader &header) { return sameName(header.name, name); });
    return add(name, value);
}

HttpResponse &HttpResponse::add(const QByteArray &name, const QByteArray &value)
{
    headers.append({name, value});
    return *this;
}

QByteArray HttpResponse::header(const QByteArray &name) const
{
    for (const HttpHeader &header : headers) {
        if (sameName(header.name, name))
            return header.value;
    }
    return {};
}

HttpResponse jsonText(const QByteArray &json, int status)
{
    HttpResponse response;
    response.status = status;
    response.body = json;
    response.compressible = true;
    response.set("Content-Type", "application/json");
    return response;
}

HttpResponse jsonResponse(const QJsonObject &object, int status)
{
    return jsonText(QJsonDocument(object).toJson(QJsonDocument::Compact), status);
}

HttpResponse jsonResponse(const QJsonArray &array, int status)
{
    return jsonText(QJsonDocument(array).toJson(QJsonDocument::Compact), status);
}

HttpResponse plainResponse(int status, const QByteArray &text)
{
    HttpResponse response;
    response.status = status;
    response.body = text;
    response.set("Content-Type", "text/plain; charset=utf-8");
    return response;
}

HttpResponse okResponse()
{
    return jsonText("{\"status\":\"OK\"}");
}

QByteArray reasonPhrase(int status)
{
    static const QHash<int, QByteArray> phrases{
        {200, "OK"},
        {201, "Created"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {408, "Request Timeout"},
        {413, "Request Entity Too Large"},
        {416, "Requested Range Not Satisfiable"},
        {429, "Too Many Requests"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    return phrases.value(status, "Status");
}

QString cleanedPath(const QString &path)
{
    QStringList kept;
    const QStringList parts = path.split(QLatin1Char('/'), Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (part == QLatin1String("."))
            continue;
        if (part == QLatin1String("..")) {
            if (!kept.isEmpty())
                kept.removeLast();
            continue;
        }
        kept.append(part);
    }
    QString cleaned = QLatin1Char('/') + kept.join(QLatin1Char('/'));
    const bool trailing = path.size() > 1 && path.endsWith(QLatin1Char('/'));
    if (trailing && cleaned.size() > 1)
        cleaned += QLatin1Char('/');
    return cleaned;
}

QByteArray httpDate(qint64 msSinceEpoch)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(msSinceEpoch, Qt::UTC);
    return QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1()
           + " GMT";
}

} // namespace mmigrate::practice
