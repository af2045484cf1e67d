// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/backend.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QStringList>

#include <vector>

namespace mmigrate::practice {

/// One request on its way through a route's handler.
struct Call
{
    Backend &server;
    const HttpRequest &request;
    BodyReader &body;
    const PracticeFault &fault;
    QHash<QString, QString> params{}; ///< what the pattern's {names} stand for
    QString requestId{};
    QString token{};      ///< of the session
    int user = none;      ///< who asks; none: not signed in
    QJsonDocument json{}; ///< the body; null when it is no JSON

    bool isAdmin() const;
    const User &caller() const { return server.workspace.users[std::size_t(user)]; }
    QString param(const char *name) const { return params.value(QLatin1String(name)); }
    /// "me" and an id; none when there is no such user.
    int userOf(const QString &idOrMe) const;
    int page() const;
    int perPage() const;

    HttpResponse fail(int status, const QString &id, const QString &message = {}) const;
    HttpResponse fail(int status, const char *id) const { return fail(status, QLatin1String(id)); }
    HttpResponse badBody(const char *what) const;
    HttpResponse badUrlParam(const char *what) const;
    HttpResponse forbidden() const;
};

enum class Access {
    Open,
    Session,
    Admin, ///< others get 403
};

enum class BodyUse {
    Json, ///< read before, the handler runs with the server's mutex held
    Raw,  ///< the handler reads it, and locks by itself
};

struct Route
{
    using Handler = HttpResponse (*)(Call &);
    QString method;
    QStringList
        segments; ///< "{name}" takes one, "{name...}" the rest, "{name....zip}" with that ending
    Access access = Access::Session;
    BodyUse bodyUse = BodyUse::Json;
    Handler handler = nullptr;
    bool withoutMfa = false; ///< goes also where MFA is enforced and the user has none
};

class Router
{
public:
    void add(const char *method, const char *pattern, Access access, Route::Handler handler);
    void addRaw(const char *method, const char *pattern, Access access, Route::Handler handler);
    void addWithoutMfa(const char *method, const char *pattern, Access access,
                       Route::Handler handler);
    const Route *find(const QString &method, const QString &path,
                      QHash<QString, QString> *params) const;

private:
    Route &append(const char *method, const char *pattern, Access access, Route::Handler handler);
    std::vector<Route> m_routes;
};

void addSystemRoutes(Router &router, const Personality &personality);
void addSessionRoutes(Router &router, const Personality &personality);
void addUserRoutes(Router &router, const Personality &personality);
void addTeamRoutes(Router &router, const Personality &personality);
void addPostRoutes(Router &router, const Personality &personality);
void addJobRoutes(Router &router, const Personality &personality);
void addExportRoutes(Router &router, const Personality &personality);
void addUploadRoutes(Router &router, const Personality &personality);

/// True for the 26 characters that an id has.
bool isId(const QString &text);
/// The error's sentence, as the server says it in that language.
QString errorMessage(const QString &id, const QByteArray &acceptLanguage);
QJsonObject errorBody(int status, const QString &id, const QString &message,
                      const QString &requestId);

} // namespace mmigrate::practice
