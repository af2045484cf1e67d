// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/rangeddownload.h"
#include "transfer/transfertesting.h"

#include <QFileInfo>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sched.h>
#include <sys/mount.h>
#endif
#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

constexpr qint64 KiB = 1024;
constexpr qint64 MiB = 1024 * KiB;

/// Serves one file with ranges, as these servers do; a test twists single answers.
class FileSource : public RequestHandler
{
public:
    QByteArray content = noise(3 * MiB + 17);
    std::function<void(int number)> before{};
    std::function<void(int number, const SeenRequest &, ScriptedAnswer &)> twist{};

    static void serveWhole(const QByteArray &bytes, ScriptedAnswer &answer)
    {
        answer = ScriptedAnswer();
        answer.body = bytes;
    }

    static void refuse(int status, const QByteArray &body, ScriptedAnswer &answer)
    {
        answer = ScriptedAnswer();
        answer.status = status;
        answer.body = body;
    }

    ScriptedAnswer answer(const SeenRequest &request) override
    {
        if (before)
            before(request.number);
        ScriptedAnswer answer = ranged(request);
        if (twist)
            twist(request.number, request, answer);
        return answer;
    }

private:
    ScriptedAnswer ranged(const SeenRequest &request) const
    {
        ScriptedAnswer answer;
        const qint64 first = request.rangeStart();
        if (first < 0) {
            answer.body = content;
            return answer;
        }
        const QByteArray total = QByteArray::number(content.size());
        if (first >= content.size()) {
            answer.status = 416;
            answer.headers = {{"Content-Range", "bytes */" + total}};
            return answer;
        }
        const QByteArray range = request.header("range");
        const QByteArray end = range.mid(range.indexOf('-') + 1);
        const qint64 last = std::min<qint64>(end.isEmpty() ? content.size() - 1 : end.toLongLong(),
                                             content.size() - 1);
        answer.status = 206;
        answer.headers = {{"Content-Range", "bytes " + QByteArray::number(first) + '-'
                                                + QByteArray::number(last) + '/' + total}};
        answer.body = content.mid(first, last - first + 1);
        return answer;
    }
};

} // namespace

class RangedDownloadTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void fetchesWhole();
    void emptyFile();
    void goesOnAfterCuts();
    void goesOnAfterCutAt_data();
    void goesOnAfterCutAt();
    void goesOnAfterSilence();
    void dripArrives();
    void continuesPartOfEarlierRun();
    void completePartIsOnlyCompared();
    void completeTargetIsLeftAlone();
    void foreignTargetIsLeftAlone();
    void startsOverWhenContentChanged();
    void startsOverWhenSizeChanged();
    void startsOverWhenKnownSizeChanged();
    void startsOverWhenPartIsTooLong();
    void startsOverWhenFileShrinks();
    void keepsChanging();
    void rangeIgnored_data();
    void rangeIgnored();
    void wholeFileInTheMiddleIsNotAppended();
    void wrongContentRange_data();
    void wrongContentRange();
    void oneWrongContentRangeIsSurvived();
    void codedInSpiteOfIdentity();
    void statusIsReported_data();
    void statusIsReported();
    void burstsOf5xxAndRateLimits();
    void triesCountOnlyWhenNothingCame();
    void renewsSignIn();
    void followsRedirectWithoutToken();
    void redirectLoopEnds();
    void tooFewSpace();
    void diskFullByLimit();
    void diskFullOnTmpfs();
    void folderMissing();
    void cancelKeepsPart();
    void cancelDuringPause();
    void pauseClosesAndGoesOn();
    void noServer();

private:
    Result<DownloadReport> download(DownloadOptions options = {});
    QByteArray part() const { return readFile(partFileName(m_target)); }
    void verifyComplete();

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_target;
    FileSource m_source;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<StepControl> m_control;
    std::function<void(HttpSession &)> m_prepare;
};

void RangedDownloadTest::init()
{
    m_server.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = m_folder->filePath(QStringLiteral("a_export.zip"));
    m_source = FileSource();
    m_server = std::make_unique<ScriptedServer>(m_source);
    m_control = std::make_unique<StepControl>();
    m_prepare = {};
}

Result<DownloadReport> RangedDownloadTest::download(DownloadOptions options)
{
    return withSession(m_server->address(), *m_control, [&](HttpSession &session) {
        if (m_prepare)
            m_prepare(session);
        return RangedDownload(session, options)
            .download(QStringLiteral("/api/v4/exports/a_export.zip"), m_target);
    });
}

void RangedDownloadTest::verifyComplete()
{
    QCOMPARE(sha256(readFile(m_target)), sha256(m_source.content));
    QVERIFY(!QFile::exists(partFileName(m_target)));
}

void RangedDownloadTest::fetchesWhole()
{
    QList<Progress> progress;
    DownloadOptions options;
    options.progress = [&](const Progress &moment) { progress.append(moment); };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->bytes, m_source.content.size());
    QCOMPARE(report->resumedFrom, 0);
    QVERIFY(report->restarts.isEmpty());
    QCOMPARE(QFile::permissions(m_target) & ~(QFile::ReadUser | QFile::WriteUser),
             QFile::ReadOwner | QFile::WriteOwner);
    QCOMPARE(m_server->requests().size(), 2);
    for (const SeenRequest &request : m_server->requests()) {
        QCOMPARE(request.header("accept-encoding"), "identity");
        QCOMPARE(request.header("authorization"), "Bearer token-of-the-test");
    }
    QCOMPARE(progress.last().activity, Activity::Flushing);
    QCOMPARE(progress.last().done, m_source.content.size());
    QCOMPARE(progress.last().total, m_source.content.size());
}

void RangedDownloadTest::emptyFile()
{
    m_source.content.clear();
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    QCOMPARE(report->bytes, 0);
    QVERIFY(QFile::exists(m_target));
    verifyComplete();
}

void RangedDownloadTest::goesOnAfterCuts()
{
    // Many more cuts than there are tries: each brings something.
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.cutAfterBodyBytes = 300 * KiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QVERIFY(report->connectionsLost > 8);
    QVERIFY(report->restarts.isEmpty());
    QList<SeenRequest> requests = m_server->requests();
    QVERIFY(requests.last().rangeStart() > 2 * MiB);
}

void RangedDownloadTest::goesOnAfterCutAt_data()
{
    QTest::addColumn<qint64>("bytes");
    for (const qint64 bytes : {qint64(0), qint64(1), 64 * KiB, 64 * KiB + 1, 2 * MiB, 3 * MiB + 16})
        QTest::addRow("after %lld", static_cast<long long>(bytes)) << bytes;
}

void RangedDownloadTest::goesOnAfterCutAt()
{
    QFETCH(qint64, bytes);
    m_source.twist = [bytes](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = bytes;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 1);
    // What waited inside Qt when the connection broke is lost; the first bytes of an answer never
    // are.
    const qint64 goesOnFrom = m_server->requests().at(2).rangeStart();
    QVERIFY(goesOnFrom <= std::max<qint64>(0, bytes - 64 * KiB));
    QVERIFY(goesOnFrom >= std::min(bytes, 512 * KiB) - 64 * KiB);
}

void RangedDownloadTest::goesOnAfterSilence()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        answer.cutAfterBodyBytes = number == 1 || number == 3 ? 1 * MiB : -1;
        answer.stall = true;
        if (number == 1)
            answer.cutAfterBodyBytes = 0;
    };
    DownloadOptions options;
    options.silenceTimeoutMs = 200;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 1);
}

void RangedDownloadTest::dripArrives()
{
    // Slower than the silence time-out as a whole, but never silent.
    m_source.content = noise(2000);
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        answer.dripBytes = 10;
    };
    DownloadOptions options;
    options.silenceTimeoutMs = 500;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->connectionsLost, 0);
}

void RangedDownloadTest::continuesPartOfEarlierRun()
{
    QVERIFY(writeFile(partFileName(m_target), m_source.content.left(2 * MiB)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->resumedFrom, 2 * MiB);
    QCOMPARE(m_server->requests().last().rangeStart(), 2 * MiB - 64 * KiB);
    QCOMPARE(QFile::permissions(m_target) & QFile::ReadOther, QFile::Permissions());
}

void RangedDownloadTest::completePartIsOnlyCompared()
{
    QVERIFY(writeFile(partFileName(m_target), m_source.content));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(m_server->requests().size(), 2);
    QCOMPARE(m_server->requests().last().rangeStart(), m_source.content.size() - 64 * KiB);
}

void RangedDownloadTest::completeTargetIsLeftAlone()
{
    QVERIFY(writeFile(m_target, m_source.content));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    QVERIFY(report->alreadyThere);
    verifyComplete();
}

void RangedDownloadTest::foreignTargetIsLeftAlone()
{
    for (const QByteArray &foreign : {QByteArray("mine"), noise(m_source.content.size(), 99)}) {
        QVERIFY(writeFile(m_target, foreign));
        const Result<DownloadReport> report = download();
        QVERIFY(!report);
        QCOMPARE(report.error().kind, ErrorKind::Disk);
        QCOMPARE(report.error().facts.value(QStringLiteral("reason")).toString(),
                 QStringLiteral("exists"));
        QCOMPARE(readFile(m_target), foreign);
    }
}

void RangedDownloadTest::startsOverWhenContentChanged()
{
    QVERIFY(writeFile(partFileName(m_target), noise(2 * MiB, 7)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::ContentChanged});
    QCOMPARE(report->resumedFrom, 0);
}

void RangedDownloadTest::startsOverWhenSizeChanged()
{
    m_source.before = [this](int number) {
        if (number == 3)
            m_source.content = noise(2 * MiB, 5);
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = 1 * MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
    QCOMPARE(report->bytes, 2 * MiB);
}

void RangedDownloadTest::startsOverWhenKnownSizeChanged()
{
    QVERIFY(writeFile(partFileName(m_target), m_source.content.left(MiB)));
    DownloadOptions options;
    options.knownSize = 2 * MiB;
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
}

void RangedDownloadTest::startsOverWhenPartIsTooLong()
{
    QVERIFY(writeFile(partFileName(m_target), noise(4 * MiB, 3)));
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::PartTooLong});
}

void RangedDownloadTest::startsOverWhenFileShrinks()
{
    // The continuation is refused with 416: the file is shorter now than what is here.
    m_source.before = [this](int number) {
        if (number == 3)
            m_source.content = noise(MiB, 5);
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = 2 * MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::SizeChanged});
}

void RangedDownloadTest::keepsChanging()
{
    m_source.before = [this](int number) { m_source.content = noise(2 * MiB + number, number); };
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        answer.cutAfterBodyBytes = MiB;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
}

void RangedDownloadTest::rangeIgnored_data()
{
    QTest::addColumn<bool>("isChunked");
    QTest::addColumn<bool>("withoutLength");
    QTest::addColumn<bool>("sizeKnown");
    QTest::newRow("with length") << false << false << true;
    QTest::newRow("chunked") << true << false << false;
    QTest::newRow("until the connection closes") << false << true << false;
}

void RangedDownloadTest::rangeIgnored()
{
    QFETCH(bool, isChunked);
    QFETCH(bool, withoutLength);
    QFETCH(bool, sizeKnown);
    QVERIFY(writeFile(partFileName(m_target), m_source.content.left(MiB)));
    m_source.twist = [=, this](int, const SeenRequest &, ScriptedAnswer &answer) {
        FileSource::serveWhole(m_source.content, answer);
        answer.isChunked = isChunked;
        answer.withoutLength = withoutLength;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->sizeKnown, sizeKnown);
    QCOMPARE(report->bytes, m_source.content.size());
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::RangeIgnored});
}

void RangedDownloadTest::wholeFileInTheMiddleIsNotAppended()
{
    m_source.twist = [this](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = MiB;
        if (number == 3) {
            FileSource::serveWhole(m_source.content, answer);
            answer.cutAfterBodyBytes = 2 * MiB;
        }
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
    QCOMPARE(report->restarts, QList<RestartReason>{RestartReason::RangeIgnored});
    const qint64 goesOnFrom = m_server->requests().last().rangeStart();
    QVERIFY(goesOnFrom > 0 && goesOnFrom <= 2 * MiB - 64 * KiB);
}

void RangedDownloadTest::wrongContentRange_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::newRow("other start") << QByteArray("bytes 5-3145744/3145745");
    QTest::newRow("none") << QByteArray();
    QTest::newRow("garbage") << QByteArray("bytes what/ever");
}

void RangedDownloadTest::wrongContentRange()
{
    QFETCH(QByteArray, header);
    m_source.twist = [header](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number > 1)
            answer.headers = {{"Content-Range", header}};
    };
    QVERIFY(writeFile(partFileName(m_target), m_source.content.left(MiB)));
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
    QCOMPARE(part(), m_source.content.left(MiB));
}

void RangedDownloadTest::oneWrongContentRangeIsSurvived()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.headers = {{"Content-Range", "bytes 5-3145744/3145745"}};
    };
    QVERIFY(download());
    verifyComplete();
}

void RangedDownloadTest::codedInSpiteOfIdentity()
{
    m_source.content = QByteArray(2 * MiB, 'x') + noise(100 * KiB);
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        // zlib's own framing is what HTTP calls "deflate"; qCompress puts a length of 4 bytes
        // before it.
        answer.body = qCompress(answer.body).mid(4);
        answer.headers.append(qMakePair(QByteArray("Content-Encoding"), QByteArray("deflate")));
        if (number == 3)
            answer.cutAfterBodyBytes = answer.body.size() / 2;
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();
}

void RangedDownloadTest::statusIsReported_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<ErrorKind>("kind");
    const auto json = [](const char *id) -> QByteArray {
        return QByteArray("{\"id\":\"") + id + "\"}";
    };
    QTest::newRow("not found") << 404 << json("api.export.export_not_found.app_error")
                               << ErrorKind::NotFound;
    QTest::newRow("forbidden") << 403 << json("api.context.permissions.app_error")
                               << ErrorKind::Forbidden;
    QTest::newRow("signed out") << 401 << json("api.context.session_expired.app_error")
                                << ErrorKind::SessionExpired;
    QTest::newRow("always 502") << 502 << QByteArray("<html>") << ErrorKind::ServerError;
    QTest::newRow("always 429") << 429 << QByteArray("limit exceeded") << ErrorKind::RateLimited;
    QTest::newRow("odd range") << 416 << QByteArray("invalid range") << ErrorKind::BadRequest;
    QTest::newRow("204") << 204 << QByteArray() << ErrorKind::Protocol;
}

void RangedDownloadTest::statusIsReported()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    m_source.twist = [=](int, const SeenRequest &, ScriptedAnswer &answer) {
        FileSource::refuse(status, body, answer);
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QTEST(report.error().kind, "kind");
    QCOMPARE(report.error().step, StepId::DownloadArchive);
}

void RangedDownloadTest::burstsOf5xxAndRateLimits()
{
    QList<qint64> pauses;
    m_prepare = [&](HttpSession &session) {
        session.setWaitingSink([&](qint64 pause, const Error &) { pauses.append(pause); });
    };
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 1 || number == 3 || number == 4)
            FileSource::refuse(503, "busy", answer);
        if (number == 5) {
            FileSource::refuse(429, "limit exceeded", answer);
            answer.headers = {{"Retry-After", "1"}};
        }
    };
    QVERIFY(download());
    verifyComplete();
    QCOMPARE(pauses.size(), 4);
    QVERIFY(pauses.last() >= 1000);
}

void RangedDownloadTest::triesCountOnlyWhenNothingCame()
{
    // Three tries in vain, then a byte more, and so on: 4 in a row are the end.
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number % 4 == 0)
            answer.cutAfterBodyBytes = 500 * KiB;
        else if (number > 1)
            FileSource::refuse(503, "busy", answer);
    };
    const Result<DownloadReport> report = download();
    QVERIFY(report);
    verifyComplete();

    QVERIFY(QFile::remove(m_target));
    m_source.twist = [](int, const SeenRequest &request, ScriptedAnswer &answer) {
        if (request.rangeStart() > 0)
            answer.cutAfterBodyBytes = 64 * KiB; // the overlap, and never more
        else if (answer.body.size() > 1)
            answer.cutAfterBodyBytes = MiB;
    };
    const Result<DownloadReport> failed = download();
    QVERIFY(!failed);
    QCOMPARE(failed.error().kind, ErrorKind::Network);
    QCOMPARE(part(), m_source.content.left(MiB));
}

void RangedDownloadTest::renewsSignIn()
{
    int renewals = 0;
    m_prepare = [&](HttpSession &session) {
        session.setRenewal([&]() -> Result<void> {
            ++renewals;
            session.setToken("second-token");
            return {};
        });
    };
    m_source.twist = [](int number, const SeenRequest &request, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = MiB;
        if (number > 2 && request.header("authorization") != "Bearer second-token")
            FileSource::refuse(401, "{\"id\":\"api.context.session_expired.app_error\"}", answer);
    };
    QVERIFY(download());
    verifyComplete();
    QCOMPARE(renewals, 1);
}

void RangedDownloadTest::followsRedirectWithoutToken()
{
    FileSource other;
    other.content = m_source.content;
    ScriptedServer otherServer(other);
    const QByteArray there = otherServer.address().toEncoded() + "/signed/file.zip?key=1";
    m_source.twist = [there](int, const SeenRequest &request, ScriptedAnswer &answer) {
        const bool isFirst = !request.target.startsWith("/moved");
        FileSource::refuse(isFirst ? 301 : 302, {}, answer);
        answer.headers = {{"Location", isFirst ? QByteArray("/moved/a_export.zip") : there}};
    };
    other.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = MiB;
    };
    QVERIFY(download());
    verifyComplete();
    QCOMPARE(m_server->requests().at(1).header("authorization"), "Bearer token-of-the-test");
    for (const SeenRequest &request : otherServer.requests())
        QVERIFY(!request.headers.contains("authorization"));
    QCOMPARE(otherServer.requests().first().target, "/signed/file.zip?key=1");
}

void RangedDownloadTest::redirectLoopEnds()
{
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        FileSource::refuse(302, {}, answer);
        answer.headers = {{"Location", "/again"}};
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Protocol);
    QCOMPARE(m_server->requests().size(), 6);
}

void RangedDownloadTest::tooFewSpace()
{
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        answer.headers = {{"Content-Range", "bytes 0-0/4000000000000000000"}};
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::DiskFull);
    QCOMPARE(report.error().facts.value(QStringLiteral("needed")).toLongLong(),
             4000000000000000000);
    QVERIFY(report.error().facts.value(QStringLiteral("free")).toLongLong() > 0);
    QVERIFY(!report.error().facts.value(QStringLiteral("path")).toString().isEmpty());
    QVERIFY(!QFile::exists(partFileName(m_target)));
    QCOMPARE(m_server->requests().size(), 1);
}

void RangedDownloadTest::diskFullByLimit()
{
#ifdef Q_OS_UNIX
    // A limit on the size of files is a full disk that every user can make.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    rlimit small = before;
    small.rlim_cur = MiB + 100;
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
    const Result<DownloadReport> full = download();
    QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::DiskFull);
    QCOMPARE(full.error().facts.value(QStringLiteral("needed")).toLongLong(),
             m_source.content.size() - MiB - 100);
    QCOMPARE(part(), m_source.content.left(MiB + 100));

    const Result<DownloadReport> report = download(); // there is room again
    QVERIFY(report);
    QCOMPARE(report->resumedFrom, MiB + 100);
    verifyComplete();
#else
    QSKIP("this system has no limit on the size of files");
#endif
}

void RangedDownloadTest::diskFullOnTmpfs()
{
#ifdef Q_OS_LINUX
    bool isMounted = false;
    QByteArray kept;
    const QByteArray folder = QFile::encodeName(m_folder->path());
    const Result<DownloadReport> full = withSession(
        m_server->address(), *m_control, [&](HttpSession &session) -> Result<DownloadReport> {
            // The mount is seen by this thread only, and goes away with it.
            isMounted = ::unshare(CLONE_NEWNS) == 0
                        && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0
                        && ::mount("tmpfs", folder.constData(), "tmpfs", 0, "size=1m") == 0;
            if (!isMounted)
                return makeError(ErrorKind::Internal);
            Result<DownloadReport> result =
                RangedDownload(session).download(QStringLiteral("/file"), m_target);
            kept = part();
            return result;
        });
    if (!isMounted)
        QSKIP("only root can mount a small disk; diskFullByLimit covers the rest");
    QVERIFY(!full);
    QCOMPARE(full.error().kind, ErrorKind::DiskFull);
    QCOMPARE(kept, m_source.content.left(MiB));
#else
    QSKIP("small disks for a test exist on Linux only");
#endif
}

void RangedDownloadTest::folderMissing()
{
    m_target = m_folder->filePath(QStringLiteral("missing/a.zip"));
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Disk);
}

void RangedDownloadTest::cancelKeepsPart()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.dripBytes = 8 * KiB; // long enough for progress to be seen
    };
    DownloadOptions options;
    options.progress = [this](const Progress &moment) {
        if (moment.done > 0)
            QMetaObject::invokeMethod(this, [this] { m_control->cancel(); });
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
    QVERIFY(!part().isEmpty());
    QCOMPARE(part(), m_source.content.left(part().size()));

    m_control = std::make_unique<StepControl>();
    const Result<DownloadReport> again = download();
    QVERIFY(again);
    QVERIFY(again->resumedFrom > 0);
    verifyComplete();
}

void RangedDownloadTest::cancelDuringPause()
{
    m_prepare = [this](HttpSession &session) {
        session.setRetryPolicy({4, 3'600'000, 3'600'000});
        session.setWaitingSink([this](qint64, const Error &) {
            QMetaObject::invokeMethod(this, [this] { m_control->cancel(); });
        });
    };
    m_source.twist = [](int, const SeenRequest &, ScriptedAnswer &answer) {
        FileSource::refuse(500, "no", answer);
    };
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Cancelled);
}

void RangedDownloadTest::pauseClosesAndGoesOn()
{
    m_source.twist = [](int number, const SeenRequest &, ScriptedAnswer &answer) {
        if (number == 2)
            answer.dripBytes = 8 * KiB; // long enough for progress to be seen
    };
    bool wasPaused = false;
    DownloadOptions options;
    options.progress = [&](const Progress &moment) {
        if (moment.done > 0 && !wasPaused)
            m_control->pause();
        if (moment.activity != Activity::Paused)
            return;
        wasPaused = true;
        QMetaObject::invokeMethod(this, [this] { m_control->resume(); });
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    QVERIFY(wasPaused);
    QCOMPARE(report->connectionsLost, 0);
    QCOMPARE(m_server->requests().size(), 3);
    verifyComplete();
}

void RangedDownloadTest::noServer()
{
    int waits = 0;
    m_prepare = [&](HttpSession &session) {
        session.setWaitingSink([&](qint64, const Error &error) {
            ++waits;
            QCOMPARE(error.kind, ErrorKind::Network);
        });
    };
    m_server->shutDown();
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Network);
    QCOMPARE(waits, 3);
}

QTEST_GUILESS_MAIN(RangedDownloadTest)
#include "tst_rangeddownload.moc"
