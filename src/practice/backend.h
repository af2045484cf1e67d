// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/configstore.h"
#include "practice/connection.h"
#include "practice/faultplan.h"
#include "practice/jobboard.h"
#include "practice/personality.h"
#include "practice/ratelimiter.h"
#include "practice/sessions.h"
#include "practice/uploadstore.h"
#include "practice/workspace.h"

#include <functional>
#include <mutex>
#include <optional>

namespace mmigrate::practice {

class Router;
struct Call;
struct Route;

/// The server without its sockets: state, and what becomes of a request.
class Backend : public ConnectionHost
{
public:
    explicit Backend(const PracticeServerOptions &options);
    ~Backend() override;

    Verdict begin(HttpRequest &request) override;
    HttpResponse handle(const HttpRequest &request, BodyReader &body,
                        const Verdict &verdict) override;
    void bodyRead(const Verdict &verdict, const char *data, qint64 size) override;
    void answered(const Verdict &verdict, int status, qint64 bytesSent) override;
    void finished(const Verdict &verdict) override;
    void restartNow() override;

    QString newRequestId();
    QString exportPath(const QString &name) const; ///< of a ready file or in the export folder
    QStringList exportNames() const;
    QString dataPath(const QString &path) const { return dataFolder + QLatin1Char('/') + path; }
    /// "https://127.0.0.1:1234/mm"
    QString siteUrl() const;
    int addAccount(const PracticeAccount &account); ///< with the mutex held

    const PracticeServerOptions options;
    const Personality &personality;
    quint16 port = 0;
    QString dataFolder{};
    QString exportFolder{};
    /// Breaks all connections; set by the server.
    std::function<void()> dropConnections{};

    /// Guards what follows.
    mutable std::mutex mutex;
    Workspace workspace;
    ConfigStore config;
    Sessions sessions;
    UploadStore uploads;
    JobBoard jobs;
    QSet<QString> heldJobTypes{};
    int importHeldAtLine = 0; ///< 0: at none
    int generation = 0;       ///< goes up with each restart

    FaultPlan faults; ///< thread-safe by itself
    RequestLog log;   ///< the same

private:
    struct Identity
    {
        QString token;
        int user = none;
        bool byCookie = false;
        bool given = false; ///< a token came, good or not
        bool inQuery = false;
    };
    HttpResponse dispatch(const HttpRequest &request, const QString &path, BodyReader &body,
                          const Verdict &verdict);
    HttpResponse admit(const Route &route, Call &call);
    std::optional<HttpResponse> refuse(const Route &route, const Call &call,
                                       const Identity &identity) const;
    Identity identify(const HttpRequest &request) const;
    QString pathWithoutSubpath(const QString &path) const;
    HttpResponse outsideSubpath(const HttpRequest &request) const;
    HttpResponse unknownRoute(const QString &path) const;
    HttpResponse withIds(HttpResponse response);
    void addIds(const QString &requestId, HttpResponse *response) const;
    void addCommonHeaders(const HttpRequest &request, const QString &requestId,
                          HttpResponse *response) const;
    void applyFault(const PracticeFault &fault, HttpResponse *response) const;
    void changeExport(const QString &path, qint64 bytes) const;

    std::unique_ptr<Router> m_router;
    RateLimiter m_rateLimiter;
    std::mutex m_requestIdMutex;
    std::mt19937_64 m_requestIdRandom;
};

} // namespace mmigrate::practice
