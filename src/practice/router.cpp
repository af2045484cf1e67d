// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/router.h"

#include <algorithm>

namespace mmigrate::practice {

namespace {

constexpr int defaultPerPage = 60;
constexpr int maxPerPage = 200;

/// nullopt-like: false when the segments do not fit.
bool fits(const QStringList &segments, const QStringList &parts, QHash<QString, QString> *params)
{
    params->clear();
    for (qsizetype i = 0; i < segments.size(); ++i) {
        const QString &segment = segments.at(i);
        const qsizetype dots = segment.indexOf(QLatin1String("..."));
        if (dots > 0) {
            const QString rest = parts.mid(i).join(QLatin1Char('/'));
            const QString ending = segment.mid(dots + 3, segment.size() - dots - 4);
            params->insert(segment.mid(1, dots - 1), rest);
            return rest.size() > ending.size() && rest.endsWith(ending);
        }
        if (i >= parts.size() || parts.at(i).isEmpty())
            return false;
        if (segment.startsWith(QLatin1Char('{')))
            params->insert(segment.mid(1, segment.size() - 2), parts.at(i));
        else if (segment != parts.at(i))
            return false;
    }
    return segments.size() == parts.size();
}

} // namespace

Route &Router::append(const char *method, const char *pattern, Access access,
                      Route::Handler handler)
{
    Route route;
    route.method = QLatin1String(method);
    route.segments = QString(QLatin1String(pattern)).split(QLatin1Char('/'));
    route.access = access;
    route.handler = handler;
    m_routes.push_back(route);
    return m_routes.back();
}

void Router::add(const char *method, const char *pattern, Access access, Route::Handler handler)
{
    append(method, pattern, access, handler);
}

void Router::addRaw(const char *method, const char *pattern, Access access, Route::Handler handler)
{
    append(method, pattern, access, handler).bodyUse = BodyUse::Raw;
}

void Router::addWithoutMfa(const char *method, const char *pattern, Access access,
                           Route::Handler handler)
{
    append(method, pattern, access, handler).withoutMfa = true;
}

const Route *Router::find(const QString &method, const QString &path,
                          QHash<QString, QString> *params) const
{
    static const QString prefix = QStringLiteral("/api/v4/");
    if (!path.startsWith(prefix))
        return nullptr;
    const QStringList parts = path.mid(prefix.size()).split(QLatin1Char('/'));
    for (const Route &route : m_routes) {
        if (route.method == method && fits(route.segments, parts, params))
            return &route;
    }
    return nullptr;
}

bool isId(const QString &text)
{
    return text.size() == 26 && std::all_of(text.begin(), text.end(), [](QChar c) {
               return (c >= QLatin1Char('a') && c <= QLatin1Char('z'))
                      || (c >= QLatin1Char('0') && c <= QLatin1Char('9'));
           });
}

QJsonObject errorBody(int status, const QString &id, const QString &message,
                      const QString &requestId)
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("message"), message},
            {QStringLiteral("detailed_error"), QString()},
            {QStringLiteral("request_id"), requestId},
            {QStringLiteral("status_code"), status}};
}

bool Call::isAdmin() const
{
    return user != none
           && caller().roles.split(QLatin1Char(' ')).contains(QLatin1String("system_admin"));
}

int Call::userOf(const QString &idOrMe) const
{
    return idOrMe == QLatin1String("me") ? user : server.workspace.userById(idOrMe);
}

int Call::page() const
{
    return qMax(0, request.queryValue(QStringLiteral("page")).toInt());
}

int Call::perPage() const
{
    bool isNumber = false;
    const int wanted = request.queryValue(QStringLiteral("per_page")).toInt(&isNumber);
    if (!isNumber || wanted < 0)
        return defaultPerPage;
    return qMin(wanted, maxPerPage);
}

HttpResponse Call::fail(int status, const QString &id, const QString &message) const
{
    const QString text =
        message.isEmpty() ? errorMessage(id, request.header("Accept-Language")) : message;
    return jsonResponse(errorBody(status, id, text, requestId), status);
}

HttpResponse Call::badBody(const char *what) const
{
    return fail(400, QStringLiteral("api.context.invalid_body_param.app_error"),
                QStringLiteral("Invalid or missing %1 in request body.").arg(QLatin1String(what)));
}

HttpResponse Call::badUrlParam(const char *what) const
{
    return fail(
        400, QStringLiteral("api.context.invalid_url_param.app_error"),
        QStringLiteral("Invalid or missing %1 parameter in request URL.").arg(QLatin1String(what)));
}

HttpResponse Call::forbidden() const
{
    return fail(403, "api.context.permissions.app_error");
}

} // namespace mmigrate::practice
