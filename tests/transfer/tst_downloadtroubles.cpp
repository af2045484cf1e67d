// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer/downloadfixture.h"

using namespace mmigrate;
using namespace mmigrate::test;

class DownloadTroublesTest : public DownloadFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { prepare(); }

    void statusIsReported_data();
    void statusIsReported();
    void burstsOf5xxAndRateLimits();
    void triesCountOnlyWhenNothingCame();
    void renewsSignIn();
    void followsRedirectWithoutToken();
    void directLinkIsUsedFirst();
    void directLinkExpires();
    void directLinkThatLeadsNowhere();
    void redirectLoopEnds();
    void tooFewSpace();
    void diskFullByLimit();
    void diskFullOnTmpfs();
    void folderMissing();
    void cancelKeepsPart();
    void cancelDuringPause();
    void pauseClosesAndGoesOn();
    void noServer();
};

void DownloadTroublesTest::statusIsReported_data()
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

void DownloadTroublesTest::statusIsReported()
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

void DownloadTroublesTest::burstsOf5xxAndRateLimits()
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

void DownloadTroublesTest::triesCountOnlyWhenNothingCame()
{
    // Three tries in vain, then a byte more, and so on: 4 in a row are the end.
    qint64 place = -1;
    int refused = 0;
    m_source.twist = [&](int number, const SeenRequest &request, ScriptedAnswer &answer) {
        if (std::exchange(place, request.rangeStart()) != request.rangeStart())
            refused = 0;
        if (number > 1 && refused++ < 3)
            FileSource::refuse(503, "busy", answer);
        else if (number > 1)
            answer.cutAfterBodyBytes = 500 * KiB;
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
    QVERIFY(!part().isEmpty());
    QCOMPARE(part(), m_source.content.left(part().size()));
}

void DownloadTroublesTest::renewsSignIn()
{
    int renewals = 0;
    m_prepare = [&](HttpSession &session) { renewSignIn(session, renewals); };
    m_source.twist = [](int number, const SeenRequest &request, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = MiB;
        if (number > 2 && !hasRenewedSignIn(request))
            FileSource::refuse(401, "{\"id\":\"api.context.session_expired.app_error\"}", answer);
    };
    QVERIFY(download());
    verifyComplete();
    QCOMPARE(renewals, 1);
}

void DownloadTroublesTest::followsRedirectWithoutToken()
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

void DownloadTroublesTest::directLinkIsUsedFirst()
{
    FileSource store;
    store.content = m_source.content;
    ScriptedServer storeServer(store);
    DownloadOptions options;
    options.directLink = [&]() -> std::optional<QUrl> {
        return QUrl(storeServer.address().toString() + QStringLiteral("/bucket/a.zip?sig=1"));
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    QVERIFY(report->usedDirectLink);
    verifyComplete();
    QVERIFY(m_server->requests().isEmpty());
    for (const SeenRequest &request : storeServer.requests())
        QVERIFY(!request.headers.contains("authorization"));
}

void DownloadTroublesTest::directLinkExpires()
{
    // The first link is refused after some bytes, as file stores do after hours.
    FileSource store;
    store.content = m_source.content;
    ScriptedServer storeServer(store);
    store.twist = [](int number, const SeenRequest &request, ScriptedAnswer &answer) {
        if (number == 2)
            answer.cutAfterBodyBytes = MiB;
        if (number > 2 && request.target.endsWith("sig=1"))
            FileSource::refuse(403, "<Error><Code>AccessDenied</Code></Error>", answer);
    };
    int links = 0;
    DownloadOptions options;
    options.directLink = [&]() -> std::optional<QUrl> {
        return QUrl(QStringLiteral("%1/bucket/a.zip?sig=%2")
                        .arg(storeServer.address().toString())
                        .arg(++links <= 2 ? 1 : 2));
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    QVERIFY(report->usedDirectLink);
    QVERIFY(report->restarts.isEmpty());
    verifyComplete();
    QVERIFY(m_server->requests().isEmpty());
    QCOMPARE(storeServer.requests().last().target, "/bucket/a.zip?sig=2");
}

void DownloadTroublesTest::directLinkThatLeadsNowhere()
{
    int links = 0;
    DownloadOptions options;
    options.directLink = [&]() -> std::optional<QUrl> {
        ++links;
        return QUrl(QStringLiteral("http://127.0.0.1:1/bucket/a.zip"));
    };
    int waits = 0;
    m_prepare = [&](HttpSession &session) {
        session.setWaitingSink([&](qint64, const Error &) { ++waits; });
    };
    const Result<DownloadReport> report = download(options);
    QVERIFY(report);
    QVERIFY(!report->usedDirectLink);
    QCOMPARE(links, 2);
    QCOMPARE(waits, 0);
    verifyComplete();
}

void DownloadTroublesTest::redirectLoopEnds()
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

void DownloadTroublesTest::tooFewSpace()
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

void DownloadTroublesTest::diskFullByLimit()
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

void DownloadTroublesTest::diskFullOnTmpfs()
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

void DownloadTroublesTest::folderMissing()
{
    m_target = m_folder->filePath(QStringLiteral("missing/a.zip"));
    const Result<DownloadReport> report = download();
    QVERIFY(!report);
    QCOMPARE(report.error().kind, ErrorKind::Disk);
}

void DownloadTroublesTest::cancelKeepsPart()
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

void DownloadTroublesTest::cancelDuringPause()
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

void DownloadTroublesTest::pauseClosesAndGoesOn()
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

void DownloadTroublesTest::noServer()
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

QTEST_GUILESS_MAIN(DownloadTroublesTest)
#include "tst_downloadtroubles.moc"
