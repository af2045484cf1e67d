// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practiceclient.h"

#include <QJsonObject>
#include <QtTest>

#include <atomic>
#include <memory>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

PracticeServerOptions sourceOptions()
{
    PracticeServerOptions options;
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    options.jobWatchIntervalMs = 5;
    return options;
}

PracticeFault faultOn(PracticeFault::Action action, const char *path)
{
    PracticeFault fault;
    fault.action = action;
    fault.pathPattern = QLatin1String(path);
    return fault;
}

} // namespace

/// What goes wrong with answers, as scripted.
class TestPracticeFaults : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cutAndResumedDownload();
    void faultsOfAnswers();
    void stallsUntilStopped();
    void drips();
    void changesTheFileBetweenParts();
    void losesTheSession();
    void respondsAsScripted();
    void asksTheFaultSource();
    void breaksLargeBodiesOnly();
    void stormsAreDrawnFromTheirSeed();
};

void TestPracticeFaults::cutAndResumedDownload()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray whole =
        client.exportArchive({{QStringLiteral("include_attachments"), QStringLiteral("true")}});
    const QByteArray path = "/api/v4/exports/" + server.exportFiles().constFirst().toUtf8();
    PracticeFault fault = faultOn(PracticeFault::Action::CutResponse, "^/api/v4/exports/");
    fault.bytes = 100'000;
    server.addFault(fault);
    const RawAnswer cut = client.http().get(path);
    QCOMPARE(cut.status, 200);
    QCOMPARE(cut.body, whole.left(100'000));
    QVERIFY(!cut.complete);
    QCOMPARE(server.requests().constLast().answerBytes, 100'000);
    const RawAnswer rest = client.http().get(path, {{"Range", "bytes=100000-"}});
    QCOMPARE(rest.status, 206);
    QCOMPARE(cut.body + rest.body, whole);
}

void TestPracticeFaults::faultsOfAnswers()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray whole = client.exportArchive({});
    const QByteArray path = "/api/v4/exports/" + server.exportFiles().constFirst().toUtf8();
    PracticeFault wrong = faultOn(PracticeFault::Action::WrongContentRange, "^/api/v4/exports/");
    wrong.bytes = 7;
    server.addFault(wrong);
    QVERIFY(client.http()
                .get(path, {{"Range", "bytes=10-"}})
                .header("Content-Range")
                .startsWith("bytes 17-"));
    server.addFault(faultOn(PracticeFault::Action::IgnoreRange, "^/api/v4/exports/"));
    const RawAnswer ignored = client.http().get(path, {{"Range", "bytes=10-"}});
    QCOMPARE(ignored.status, 200);
    QCOMPARE(ignored.body, whole);
    QCOMPARE(client.http().get(path, {{"Range", "bytes=10-"}}).status, 206);
}

void TestPracticeFaults::stallsUntilStopped()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeFault fault = faultOn(PracticeFault::Action::StallResponse, "^/api/v4/config/client");
    fault.bytes = 10;
    const int number = server.addFault(fault);
    const int silent =
        server.addFault(faultOn(PracticeFault::Action::Stall, "^/api/v4/system/ping"));
    RawHttp half(server.url());
    half.connectToServer();
    half.send(half.head("GET", "/api/v4/config/client?format=old", -1));
    RawHttp mute(server.url());
    mute.connectToServer();
    mute.send(mute.head("GET", "/api/v4/system/ping", -1));
    QTRY_COMPARE(server.faultHits(number), 1);
    QTRY_COMPARE(server.faultHits(silent), 1);
    QTRY_COMPARE(server.requests({}, QStringLiteral("config/client")).constFirst().answerBytes, 10);
    QCOMPARE(server.requests({}, QStringLiteral("ping")).constFirst().status, 0);
    server.stop();
    QVERIFY(half.waitForClose());
    QVERIFY(mute.waitForClose());
}

void TestPracticeFaults::drips()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeFault fault = faultOn(PracticeFault::Action::Drip, "^/api/v4/system/ping");
    fault.bytes = 20;
    fault.pauseMs = 1;
    server.addFault(fault);
    const RawAnswer answer = RawHttp(server.url()).get("/api/v4/system/ping");
    QVERIFY(answer.complete && answer.json().isObject());
}

void TestPracticeFaults::changesTheFileBetweenParts()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray whole = client.exportArchive({});
    const QByteArray path = "/api/v4/exports/" + server.exportFiles().constFirst().toUtf8();
    PracticeFault fault = faultOn(PracticeFault::Action::ChangeFile, "^/api/v4/exports/");
    fault.bytes = 5;
    server.addFault(fault);
    QCOMPARE(client.http().get(path).body.size(), whole.size() + 5);
    fault.bytes = 0;
    server.addFault(fault);
    const QByteArray changed = client.http().get(path).body;
    QCOMPARE(changed.size(), whole.size() + 5);
    QVERIFY(changed.at(0) != whole.at(0));
}

void TestPracticeFaults::losesTheSession()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    server.addFault(faultOn(PracticeFault::Action::SessionGone, "^/api/v4/exports$"));
    QCOMPARE(client.http().get("/api/v4/users/me").status, 200);
    QCOMPARE(client.http().get("/api/v4/exports").errorId(),
             QStringLiteral("api.context.session_expired.app_error"));
    QCOMPARE(client.http().get("/api/v4/users/me").status, 401);
    client.http().login(server.adminUsername(), server.adminPassword());
    QCOMPARE(client.http().get("/api/v4/exports").status, 200);
}

void TestPracticeFaults::respondsAsScripted()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeFault fault = faultOn(PracticeFault::Action::Respond, "^/api/v4/system/ping$");
    fault.status = 429;
    fault.headers = {{"Retry-After", "1"}};
    fault.body = "limit exceeded\n";
    fault.skip = 1;
    fault.times = 2;
    const int number = server.addFault(fault);
    RawHttp http(server.url());
    QList<int> statuses;
    for (int i = 0; i < 4; ++i)
        statuses.append(http.get("/api/v4/system/ping").status);
    QCOMPARE(statuses, (QList<int>{200, 429, 429, 200}));
    QCOMPARE(server.faultHits(number), 2);
    QCOMPARE(server.requests().at(1).fault, PracticeFault::Action::Respond);
}

void TestPracticeFaults::asksTheFaultSource()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    auto calls = std::make_shared<std::atomic<int>>(0);
    server.setFaultSource(
        [calls](const QString &, const QString &path) -> std::optional<PracticeFault> {
            if (++*calls % 2 == 0 || !path.contains(QLatin1String("ping")))
                return std::nullopt;
            PracticeFault fault;
            fault.action = PracticeFault::Action::Respond;
            fault.status = 502;
            return fault;
        });
    RawHttp http(server.url());
    QCOMPARE(http.get("/api/v4/system/ping").status, 502);
    QCOMPARE(http.get("/api/v4/system/ping").status, 200);
}

void TestPracticeFaults::breaksLargeBodiesOnly()
{
    PracticeServer server(sourceOptions());
    QVERIFY(server.start());
    PracticeClient client(server);
    const QByteArray whole =
        client.exportArchive({{QStringLiteral("include_attachments"), QStringLiteral("true")}});
    const QByteArray path = "/api/v4/exports/" + server.exportFiles().constFirst().toUtf8();
    const auto breakAfter = [](qint64 bytes) {
        return [bytes](const QString &, const QString &) {
            return std::optional(
                PracticeFault{.action = PracticeFault::Action::BreakBodies, .bytes = bytes});
        };
    };
    server.setFaultSource(breakAfter(100'000));
    QCOMPARE(client.http().get(path).body, whole.left(100'000));
    QCOMPARE(client.http().get("/api/v4/users/me").status, 200);
    server.setFaultSource(breakAfter(whole.size()));
    QCOMPARE(client.http().get(path).body, whole);
    server.setFaultSource({});

    // Of a request the server keeps what came; a body that ends at the place passes.
    const QByteArray part(6 * 1024 * 1024, 'x');
    const QString id = client.createUpload(QStringLiteral("a.zip"), 2 * part.size());
    const QByteArray upload = "/api/v4/uploads/" + id.toUtf8();
    server.setFaultSource(breakAfter(part.size()));
    QCOMPARE(client.http().post(upload, part).status, 204);
    server.setFaultSource(breakAfter(1'000'000));
    QCOMPARE(client.http().post(upload, part).status, 0);
    QTRY_COMPARE(server.uploadSize(id), part.size() + 1'000'000);
}

void TestPracticeFaults::stormsAreDrawnFromTheirSeed()
{
    const auto drawn = [](quint64 seed) {
        PracticeStorm storm;
        storm.seed = seed;
        const auto source = stormSource(storm);
        QList<PracticeFault> faults;
        for (int i = 0; i < 2'000; ++i)
            faults.append(source(QStringLiteral("GET"), QStringLiteral("/api/v4/exports/a.zip"))
                              .value_or(PracticeFault{}));
        return faults;
    };
    const QList<PracticeFault> first = drawn(7);
    const QList<PracticeFault> again = drawn(7);
    const QList<PracticeFault> other = drawn(8);
    int refused = 0;
    int silent = 0;
    int different = 0;
    for (qsizetype i = 0; i < first.size(); ++i) {
        const PracticeFault &fault = first.at(i);
        QCOMPARE(fault.bytes, again.at(i).bytes);
        QCOMPARE(fault.action, again.at(i).action);
        different += fault.bytes != other.at(i).bytes ? 1 : 0;
        refused += fault.action == PracticeFault::Action::Respond ? 1 : 0;
        silent += fault.pauseMs > 0 ? 1 : 0;
        if (fault.action == PracticeFault::Action::BreakBodies)
            QVERIFY(fault.bytes >= 1'000'000 && fault.bytes <= 9'000'000);
    }
    QVERIFY(different > 1'000);
    QVERIFY2(refused > 150 && refused < 250, QByteArray::number(refused).constData());
    QVERIFY2(silent > 60 && silent < 130, QByteArray::number(silent).constData());
}

QTEST_GUILESS_MAIN(TestPracticeFaults)
#include "tst_practice_faults.moc"
