// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/certificates.h"
#include "core/state/migrationjournal.h"
#include "endtoend/cliprocess.h"
#include "endtoend/nginx.h"
#include "support/migrationpair.h"

#include <QCryptographicHash>
#include <QDir>
#include <QElapsedTimer>
#include <QTest>

#include <csignal>

using namespace mmigrate;
using namespace mmigrate::test;
using Action = mmigrate::PracticeFault::Action;

namespace {

constexpr qint64 workspaceBytes = 300'000'000;
const QString exportPath = QStringLiteral("/exports/.+zip$");
const QString partPath = QStringLiteral("/uploads/[a-z0-9]{26}$");

QByteArray sha256(const QString &path)
{
    QFile file(path);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    return file.open(QIODevice::ReadOnly) && hash.addData(&file) ? hash.result().toHex()
                                                                 : QByteArray();
}

} // namespace

/// What real servers stand behind: a proxy that refuses large bodies and ends what is slow.
class NginxTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void upload_data();
    void upload();
    void proxyIsRestarted();
    void download_data();
    void download();
    void sleepsLongerThanTheProxyWaits();

private:
    NginxOptions options(bool tls, const QStringList &directives) const;
    /// The arguments of a server, with the proxy's address.
    QStringList through(const Nginx &proxy, QStringList arguments, bool tls) const;
    QStringList fetch(const CliHome &home, const Nginx &proxy, bool tls = false) const;
    void verifyFetched(const CliHome &home);

    std::unique_ptr<CertificateMaker> m_maker;
    Certificate m_authority;
    Certificate m_certificate;
    std::unique_ptr<PracticeServer> m_source;
    std::unique_ptr<CliHome> m_exportHome;
    QString m_archive; ///< on the source, as the server made it
};

void NginxTest::initTestCase()
{
    if (Nginx::program().isEmpty())
        QSKIP("nginx is not installed; packaging/test.sh installs it in CI");
    m_maker = std::make_unique<CertificateMaker>();
    m_authority = m_maker->authority(QStringLiteral("ca"));
    m_certificate = m_maker->server(QStringLiteral("proxy"), QStringLiteral("ca"),
                                    QStringLiteral("IP:127.0.0.1"));
    QVERIFY(m_maker->isGood());
    PracticeServerOptions source = smallSource();
    source.size.attachmentBytes = workspaceBytes;
    source.size.attachments = 60;
    m_source = std::make_unique<PracticeServer>(source);
    QVERIFY(m_source->start());
    m_exportHome = std::make_unique<CliHome>();
    const CliResult exported = m_exportHome->run(
        QStringList{QStringLiteral("export"), QStringLiteral("--folder"), m_exportHome->path()}
        + sourceArguments(*m_exportHome, *m_source));
    QVERIFY2(exported.exitStatus == 0, exported.inWords().constData());
    QCOMPARE(m_source->exportFiles().size(), 1);
    m_archive = m_source->storageFolder() + QStringLiteral("/export/") + m_source->exportFiles()[0];
    QVERIFY(QFileInfo(m_archive).size() > workspaceBytes);
}

NginxOptions NginxTest::options(bool tls, const QStringList &directives) const
{
    NginxOptions options;
    options.directives = directives;
    if (tls) {
        options.certificateFile = m_certificate.file;
        options.privateKeyFile = m_certificate.keyFile;
    }
    return options;
}

QStringList NginxTest::through(const Nginx &proxy, QStringList arguments, bool tls) const
{
    arguments[1] = proxy.url().toString();
    if (tls)
        arguments += {QStringLiteral("--ca-file"), m_authority.file};
    return arguments;
}

void NginxTest::upload_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QString>("buffering");
    QTest::newRow("http, buffered") << false << QStringLiteral("on");
    QTest::newRow("http, passed on at once") << false << QStringLiteral("off");
    QTest::newRow("https, buffered") << true << QStringLiteral("on");
    QTest::newRow("https, passed on at once") << true << QStringLiteral("off");
}

void NginxTest::upload()
{
    QFETCH(bool, tls);
    QFETCH(QString, buffering);
    PracticeServer destination(emptyDestination());
    QVERIFY(destination.start());
    // One part hangs: the proxy gives it up after its 5 s (504).
    const int hangs = destination.addFault({.method = QStringLiteral("POST"),
                                            .pathPattern = partPath,
                                            .skip = 3,
                                            .action = Action::Stall});
    Nginx proxy;
    QVERIFY2(proxy.start(destination.port(),
                         options(tls, {QStringLiteral("proxy_request_buffering ") + buffering})),
             proxy.errorLog().constData());
    CliHome home;
    const CliResult result = home.run(
        QStringList{QStringLiteral("import"), m_archive, QStringLiteral("--adjust-limits"),
                    QStringLiteral("--keep-archive"), QStringLiteral("--folder"), home.path()}
        + through(proxy, destinationArguments(home, destination), tls));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    QCOMPARE(destination.faultHits(hangs), 1);
    // It was really in the way, and not with more than the first try.
    const QByteArray log = proxy.errorLog();
    QVERIFY2(log.count("client intended to send too large body") == 1, log.constData());
    QVERIFY2(log.contains("upstream timed out"), log.constData());

    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(home.journalFolder());
    QVERIFY(listed.size() == 1 && listed.first().state);
    const MigrationState &state = *listed.first().state;
    QCOMPARE(destination.uploadSha256(state.upload.importName), sha256(state.archive.uploadPath()));
    QCOMPARE(MigrationPair::jobCount(destination, "import_process"), 1);
    const QString wrong = difference(destination.posts(), expectedPosts(m_source->posts(), {}));
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void NginxTest::proxyIsRestarted()
{
    // The proxy dies in the middle of an upload and is back after a while, as in an update.
    PracticeServer destination(emptyDestination());
    QVERIFY(destination.start());
    Nginx proxy;
    QVERIFY2(proxy.start(destination.port(), options(false, {})), proxy.errorLog().constData());
    CliHome home;
    CliProcess process(
        home, QStringList{QStringLiteral("import"), m_archive, QStringLiteral("--adjust-limits"),
                          QStringLiteral("--keep-archive"), QStringLiteral("--folder"), home.path()}
                  + through(proxy, destinationArguments(home, destination), false));
    const auto parts = [&] {
        return destination.requests(QStringLiteral("POST"), partPath).size();
    };
    QVERIFY2(process.waitUntil([&] { return parts() >= 4; }), process.soFar().constData());
    proxy.kill();
    QElapsedTimer down;
    down.start();
    process.waitUntil([&] { return down.hasExpired(2'000); });
    QVERIFY2(proxy.launch(), proxy.errorLog().constData());
    const CliResult result = process.finish();
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(home.journalFolder());
    QVERIFY(listed.size() == 1 && listed.first().state);
    const MigrationState &state = *listed.first().state;
    QCOMPARE(destination.uploadSha256(state.upload.importName), sha256(state.archive.uploadPath()));
    QCOMPARE(MigrationPair::jobCount(destination, "import_process"), 1);
    qInfo("%lld parts, upload sessions given up: %lld", qlonglong(parts()),
          qlonglong(state.upload.abandoned.size()));
}

QStringList NginxTest::fetch(const CliHome &home, const Nginx &proxy, bool tls) const
{
    return QStringList{QStringLiteral("export"), QStringLiteral("--use-export"),
                       QStringLiteral("latest"), QStringLiteral("--folder"),
                       home.filePath(QStringLiteral("archives"))}
           + through(proxy, sourceArguments(home, *m_source), tls);
}

void NginxTest::verifyFetched(const CliHome &home)
{
    const QDir folder(home.filePath(QStringLiteral("archives")));
    const QStringList files = folder.entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(files, QStringList{QFileInfo(m_archive).fileName()});
    QCOMPARE(sha256(folder.filePath(files.first())), sha256(m_archive));
}

void NginxTest::download_data()
{
    QTest::addColumn<bool>("tls");
    QTest::addColumn<QStringList>("directives");
    QTest::addColumn<bool>("hangs");
    const QStringList none;
    QTest::newRow("http, as nginx does by default") << false << none << false;
    QTest::newRow("https, as nginx does by default") << true << none << false;
    QTest::newRow("nothing on the proxy's disk, at 100 MB/s")
        << false
        << QStringList{QStringLiteral("proxy_max_temp_file_size 0"),
                       QStringLiteral("limit_rate 100m")}
        << false;
    QTest::newRow("the server hangs in the middle") << false << none << true;
    QTest::newRow("the server hangs in the middle, https") << true << none << true;
}

void NginxTest::download()
{
    QFETCH(bool, tls);
    QFETCH(QStringList, directives);
    QFETCH(bool, hangs);
    m_source->clearFaults();
    int fault = -1;
    if (hangs) {
        // The first requests ask how large it is.
        fault = m_source->addFault({.method = QStringLiteral("GET"),
                                    .pathPattern = exportPath,
                                    .skip = 2,
                                    .action = Action::StallResponse,
                                    .bytes = 30'000'000});
    }
    Nginx proxy;
    QVERIFY2(proxy.start(m_source->port(), options(tls, directives)), proxy.errorLog().constData());
    CliHome home;
    const CliResult result = home.run(fetch(home, proxy, tls));
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    if (hangs) {
        QCOMPARE(m_source->faultHits(fault), 1);
        const QByteArray log = proxy.errorLog();
        QVERIFY2(log.contains("upstream timed out"), log.constData());
    }
    verifyFetched(home);
}

void NginxTest::sleepsLongerThanTheProxyWaits()
{
    // The computer sleeps in the middle of the download: nobody takes the bytes, and the proxy cuts
    // the body after its send_timeout.
    m_source->clearFaults();
    m_source->clearRequests();
    Nginx proxy;
    QVERIFY2(proxy.start(m_source->port(), options(false, {QStringLiteral("send_timeout 1s"),
                                                           QStringLiteral("proxy_buffering off"),
                                                           QStringLiteral("limit_rate 60m")})),
             proxy.errorLog().constData());
    CliHome home;
    CliProcess process(home, fetch(home, proxy));
    const auto isUnderWay = [&] {
        qint64 bytes = 0;
        const QList<PracticeRequest> requests =
            m_source->requests(QStringLiteral("GET"), exportPath);
        for (const PracticeRequest &request : requests)
            bytes += request.answerBytes;
        return bytes > 50'000'000;
    };
    QVERIFY2(process.waitUntil(isUnderWay), process.soFar().constData());
    process.signalWith(SIGSTOP);
    const bool wasCut = process.waitUntil(
        [&] { return proxy.errorLog().contains("timed out (110: Connection timed out)"); });
    process.signalWith(SIGCONT);
    const CliResult result = process.finish();
    QVERIFY2(wasCut, proxy.errorLog().constData());
    QVERIFY2(result.exitStatus == 0, result.inWords().constData());
    verifyFetched(home);
}

QTEST_GUILESS_MAIN(NginxTest)
#include "tst_nginx.moc"
