// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/signin.h"

#include "core/api/serveraddress.h"
#include "core/base/log.h"
#include "core/steps/aheadupload.h"
#include "core/steps/preparearchive.h"

namespace mmigrate {

namespace {

QUrl withScheme(QUrl url, const QString &scheme)
{
    url.setScheme(scheme);
    return url;
}

/// Nobody there speaks TLS, as far as that can be told.
bool isWithoutTls(const Error &error)
{
    const QString reason = error.facts.value(QStringLiteral("reason")).toString();
    return error.kind == ErrorKind::Network || error.kind == ErrorKind::Timeout
           || (error.kind == ErrorKind::Tls && reason.isEmpty())
           || (error.kind == ErrorKind::Proxy && reason == QLatin1String("refused"));
}

QList<QUrl> withScheme(const QList<QUrl> &urls, const QString &scheme)
{
    QList<QUrl> changed;
    for (const QUrl &url : urls)
        changed.append(withScheme(url, scheme));
    return changed;
}

bool isPlainHttp(const QUrl &url)
{
    return url.scheme() == QLatin1String("http");
}

} // namespace

QString SignIn::caFile(const StepContext &context) const
{
    const MigrationOptions &options = context.state.options;
    return m_side == Side::Source ? options.sourceCaFile : options.destinationCaFile;
}

Result<void> SignIn::run(StepContext &context)
{
    ServerState &server = m_side == Side::Source ? context.state.source : context.state.destination;
    ServerConnection &connection = m_side == Side::Source ? context.source : context.destination;
    // It sends with what the former sign-in has opened.
    if (m_side == Side::Destination && context.ahead)
        context.ahead->takeBack(context.state);
    Progress connecting;
    connecting.activity = Activity::Connecting;
    context.report(connecting);

    Result<ServerIdentity> identity = findServer(context, server);
    if (!identity)
        return identity.error();
    if (identity->version < oldestSupportedVersion) {
        return makeError(ErrorKind::UnsupportedVersion)
            .with(QStringLiteral("version"), identity->version.toString())
            .with(QStringLiteral("address"), identity->address.toString());
    }
    server.address = identity->address;
    server.version = identity->version;
    connection.connectTo(server.address, caFile(context));

    Result<User> user = connection.signIn();
    if (!user)
        return user.error();
    if (!user->isSystemAdministrator()) {
        connection.signOut();
        return makeError(ErrorKind::NotAdministrator)
            .with(QStringLiteral("username"), user->username);
    }
    Result<Licence> licence = connection.client().licence();
    if (!licence)
        return licence.error();
    Result<ClientConfig> config = connection.client().clientConfig();
    if (!config)
        return config.error();
    server.licence = *licence;
    server.telemetryId = config->telemetryId;
    server.username = user->username;
    // What others may do, and whom the import would meet, is another question.
    if (m_side == Side::Destination && server.userId != user->id)
        context.state.steps.remove(StepId::LookAtDestination);
    server.userId = user->id;
    server.email = user->email;
    if (Result<void> looked = lookAround(connection, server); !looked)
        return looked;
    qCInfo(logSteps).noquote() << stepName(id()) << server.address.toString()
                               << server.version.toString();
    if (m_side == Side::Destination) {
        if (Result<void> checked = checkDestination(context.state); !checked)
            return checked;
        prepareAgainForOthers(context.state);
    }
    return context.save();
}

/// What the person sees of the server. Nothing depends on it, so only a cancel ends the step.
Result<void> SignIn::lookAround(ServerConnection &connection, ServerState &server) const
{
    const Result<std::optional<qint64>> people = connection.client().peopleCount();
    if (!people && people.error().kind == ErrorKind::Cancelled)
        return people.error();
    server.people = people.valueOr(std::nullopt);
    if (m_side == Side::Destination)
        return {};
    const Result<QStringList> exports = connection.client().exports();
    if (!exports && exports.error().kind == ErrorKind::Cancelled)
        return exports.error();
    server.exports = exports.valueOr({});
    return {};
}

Result<void> SignIn::checkDestination(const MigrationState &state) const
{
    if (state.destination.licence.cloud)
        return makeError(ErrorKind::ImportsRefused);
    const bool sameAddress = state.source.address == state.destination.address;
    const bool sameInstallation = !state.source.telemetryId.isEmpty()
                                  && state.source.telemetryId == state.destination.telemetryId;
    if (state.options.kind == MigrationKind::Full && (sameAddress || sameInstallation))
        return makeError(ErrorKind::SameServer);
    return {};
}

Result<ServerIdentity> SignIn::findServer(StepContext &context, const ServerState &server) const
{
    // Found in an earlier run: nothing to guess.
    if (server.address.isValid() && !server.address.isEmpty())
        return ask(context, server.address);
    const Result<ServerAddress> typed = parseServerAddress(server.typedAddress);
    if (!typed)
        return typed.error();
    const QList<QUrl> candidates = addressCandidates(*typed);
    const bool plainAllowed = typed->isLoopback() || context.state.options.allowInsecureHttp;
    if (typed->schemeTyped) {
        if (isPlainHttp(typed->url) && !plainAllowed)
            return makeError(ErrorKind::InsecureAddress)
                .with(QStringLiteral("address"), typed->url.toString());
        return askCandidates(context, candidates);
    }
    Result<ServerIdentity> secure =
        askCandidates(context, withScheme(candidates, QStringLiteral("https")));
    // Only a port on which nobody speaks TLS may lead to plain http; a bad certificate never.
    if (secure || !isWithoutTls(secure.error()))
        return secure;
    Result<ServerIdentity> plain =
        askCandidates(context, withScheme(candidates, QStringLiteral("http")));
    if (!plain)
        return plain.error().kind == ErrorKind::Cancelled ? plain : secure;
    if (!plainAllowed)
        return makeError(ErrorKind::InsecureAddress)
            .with(QStringLiteral("address"), plain->address.toString());
    return plain;
}

Result<ServerIdentity> SignIn::askCandidates(StepContext &context,
                                             const QList<QUrl> &candidates) const
{
    Result<ServerIdentity> answer = makeError(ErrorKind::NotMattermost);
    for (const QUrl &candidate : candidates) {
        answer = ask(context, candidate);
        if (answer || answer.error().kind != ErrorKind::NotMattermost)
            return answer;
    }
    return answer;
}

Result<ServerIdentity> SignIn::ask(StepContext &context, const QUrl &address) const
{
    const ServerConnection &connection =
        m_side == Side::Source ? context.source : context.destination;
    HttpSession http(address, context.control, TlsOptions{caFile(context)}, connection.proxy());
    RetryPolicy policy = context.timings.retry;
    policy.attempts =
        std::min(policy.attempts, 2); // somebody sits and waits, and a typo stays a typo
    http.setRetryPolicy(policy);
    Result<ServerIdentity> identity = MattermostClient(http).ping();
    if (!identity && !identity.error().facts.contains(QStringLiteral("address")))
        identity.error().facts.insert(QStringLiteral("address"), address.toString());
    return identity;
}

} // namespace mmigrate
