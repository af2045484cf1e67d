// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "apitesting.h"

#include <QTest>

using namespace mmigrate;
using namespace mmigrate::test;

// QNetworkAccessManager sends a request again by itself when a connection breaks that it has used
// before, and a server that creates or appends would do it twice. Here connections break in every
// phase, and the server counts.

namespace {

const QByteArray someId = QByteArrayLiteral("abcdefghijklmnopqrstuvwxyz");

ScriptedAnswer anyAnswer(const SeenRequest &request)
{
    if (request.target.startsWith("/api/v4/jobs"))
        return jsonAnswer(201, "{\"id\":\"" + someId
                                   + "\",\"type\":\"export_process\",\"status\":\"pending\","
                                     "\"create_at\":1,\"data\":{}}");
    if (request.target.startsWith("/api/v4/uploads"))
        return jsonAnswer(201,
                          "{\"id\":\"" + someId
                              + "\",\"filename\":\"a.zip\",\"file_size\":5,\"file_offset\":0}");
    return jsonAnswer(200, "{\"good\":true}");
}

struct Phase
{
    const char *name;
    CutPhase phase;
    qint64 bytes;
};

constexpr std::array phases{
    Phase{"before the head", CutPhase::BeforeHead, 0},
    Phase{"in the head", CutPhase::InHead, 0},
    Phase{"after the head", CutPhase::AfterHead, 0},
    Phase{"in the body", CutPhase::MidBody, 3},
    Phase{"after the body", CutPhase::AfterBody, 0},
    Phase{"before the answer's body", CutPhase::MidAnswer, 0},
    Phase{"in the answer", CutPhase::MidAnswer, 5},
};

/// Cuts each request of that method in that phase.
Script::Cuts cutting(const QByteArray &method, CutPhase phase, qint64 bytes)
{
    return [=](const SeenRequest &request) {
        return request.method == method ? Cut{phase, bytes, false} : Cut();
    };
}

using Create = Result<QString> (*)(MattermostClient &);

Result<QString> createJob(MattermostClient &client)
{
    const Result<Job> job = client.createJob(JobType::Export, {});
    return job ? Result<QString>(job->id) : job.error();
}

Result<QString> createUpload(MattermostClient &client)
{
    const Result<UploadSession> upload = client.createImportUpload(QStringLiteral("a.zip"), 5);
    return upload ? Result<QString>(upload->id) : upload.error();
}

Result<QString> largePost(MattermostClient &client)
{
    HttpCall call = postCall("[" + QByteArray(3'000'000, '1') + "]");
    const Result<HttpAnswer> answer = client.session().send(call);
    return answer ? Result<QString>(QString()) : answer.error();
}

} // namespace

Q_DECLARE_METATYPE(Create)

class TestHttpCuts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void createsGoOutOnce_data();
    void createsGoOutOnce();
    void uncutCreates();
    void repeatableOnesAreRepeated_data();
    void repeatableOnesAreRepeated();
    void answerThatEndsEarly_data();
    void answerThatEndsEarly();
    void closedWithoutAWord();
};

void TestHttpCuts::createsGoOutOnce_data()
{
    QTest::addColumn<Create>("create");
    QTest::addColumn<CutPhase>("phase");
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<bool>("usedBefore");
    for (const Phase &phase : phases) {
        for (const bool used : {false, true}) {
            const char *connection = used ? "used connection" : "new connection";
            const auto row = [&](const char *what, Create create, qint64 bytes) {
                QTest::addRow("%s, %s, %s", what, phase.name, connection)
                    << create << phase.phase << bytes << used;
            };
            row("job", createJob, phase.bytes);
            row("upload", createUpload, phase.bytes);
            row("3 MB", largePost, phase.phase == CutPhase::MidBody ? 1'500'000 : phase.bytes);
        }
    }
}

void TestHttpCuts::createsGoOutOnce()
{
    QFETCH(Create, create);
    QFETCH(CutPhase, phase);
    QFETCH(qint64, bytes);
    QFETCH(bool, usedBefore);
    Script script(anyAnswer, cutting("POST", phase, bytes));
    ScriptedServer server(script);
    StepControl control;
    bool warmedUp = false;
    const auto created = withSession(server.address(), control, [&](HttpSession &session) {
        MattermostClient client(session);
        warmedUp = usedBefore && session.send(getCall());
        return create(client);
    });
    QCOMPARE(warmedUp, usedBefore);
    QVERIFY(!created);
    QCOMPARE(created.error().kind, ErrorKind::Network);
    QCOMPARE(server.count("POST"), 1);
}

void TestHttpCuts::uncutCreates()
{
    Script script(anyAnswer);
    ScriptedServer server(script);
    for (const Create create : {createJob, createUpload, largePost}) {
        StepControl control;
        QVERIFY(withSession(server.address(), control, [create](HttpSession &session) {
            MattermostClient client(session);
            return create(client);
        }));
    }
    QCOMPARE(server.count("POST"), 3);
    QCOMPARE(server.requests().last().bodyBytes, 3'000'002);
}

void TestHttpCuts::repeatableOnesAreRepeated_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<CutPhase>("phase");
    QTest::addColumn<qint64>("bytes");
    for (const Phase &phase : phases) {
        for (const char *method : {"GET", "PUT"}) {
            if (qstrcmp(method, "GET") != 0 || phase.phase != CutPhase::MidBody)
                QTest::addRow("%s, %s", method, phase.name)
                    << QByteArray(method) << phase.phase << phase.bytes;
        }
    }
}

void TestHttpCuts::repeatableOnesAreRepeated()
{
    QFETCH(QByteArray, method);
    QFETCH(CutPhase, phase);
    QFETCH(qint64, bytes);
    Script script(anyAnswer, [=](const SeenRequest &request) {
        return request.number <= 2 ? Cut{phase, bytes, false} : Cut();
    });
    ScriptedServer server(script);
    HttpCall call = getCall();
    call.method = method;
    call.body = method == "PUT" ? "{\"a\":1}" : "";
    const Result<HttpAnswer> answer = sendTo(server.address(), call);
    QVERIFY2(answer, answer ? "" : qPrintable(answer.error().toLogLine()));
    QCOMPARE(answer->body, QByteArray("{\"good\":true}"));
    QCOMPARE(server.requests().size(), 3);
    QCOMPARE(server.requests().last().bodyBytes, call.body.size());
}

void TestHttpCuts::answerThatEndsEarly_data()
{
    QTest::addColumn<bool>("chunked");
    QTest::newRow("with a length") << false;
    QTest::newRow("chunked") << true;
}

void TestHttpCuts::answerThatEndsEarly()
{
    // The status was good, and behind a length the JSON could even be whole: still no answer. Real
    // servers send long answers chunked.
    QFETCH(bool, chunked);
    Script script([chunked](const SeenRequest &) {
        ScriptedAnswer answer = jsonAnswer(200, chunked ? "{\"good\":true,\"more\":1}"
                                                        : "{\"good\":true}   more of it");
        answer.isChunked = chunked;
        answer.cutAfterBodyBytes = chunked ? 22 : 13;
        return answer;
    });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QVERIFY(!answer);
    QCOMPARE(answer.error().kind, ErrorKind::Network);
    // At least: Qt itself repeats a GET on a connection that breaks while it is used again.
    QVERIFY(server.requests().size() >= quickRetries().attempts);
}

void TestHttpCuts::closedWithoutAWord()
{
    Script script(anyAnswer, [](const SeenRequest &) {
        return Cut{CutPhase::AfterHead, 0, false};
    });
    ScriptedServer server(script);
    const Result<HttpAnswer> answer = sendTo(server.address(), getCall());
    QCOMPARE(answer.error().kind, ErrorKind::Network);
    QCOMPARE(answer.error().facts.value(QStringLiteral("reason")).toString(),
             QStringLiteral("closed"));
}

QTEST_GUILESS_MAIN(TestHttpCuts)
#include "tst_httpcuts.moc"
