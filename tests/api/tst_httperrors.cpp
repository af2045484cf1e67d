// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/httperror.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace mmigrate;

namespace {

struct RecordedAnswer
{
    QString name{}; ///< "6.6.1/upload_get_new"
    QByteArray method{};
    QString path{};
    int status = 0;
    QByteArray body{};
};

QString recordingsFolder()
{
    return QStringLiteral(MMIGRATE_TEST_DATA "/recordings");
}

/// Every recorded answer; those without one are left out.
QList<RecordedAnswer> recordedAnswers()
{
    QList<RecordedAnswer> answers;
    QDirIterator files(recordingsFolder(), {QStringLiteral("*.json")}, QDir::Files,
                       QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QJsonObject recording = QJsonDocument::fromJson(file.readAll()).object();
        const QJsonObject request = recording.value(QStringLiteral("request")).toObject();
        const QJsonObject response = recording.value(QStringLiteral("response")).toObject();
        if (response.isEmpty())
            continue;
        answers.append({QDir(recordingsFolder()).relativeFilePath(file.fileName()).chopped(5),
                        request.value(QStringLiteral("method")).toString().toLatin1(),
                        request.value(QStringLiteral("path")).toString(),
                        response.value(QStringLiteral("status")).toInt(),
                        response.value(QStringLiteral("body")).toString().toUtf8()});
    }
    return answers;
}

/// What each id that real servers were seen to send is to mean.
const QMap<QString, ErrorKind> &expectedKinds()
{
    static const auto id = [](const char *text) { return QString::fromLatin1(text); };
    static const QMap<QString, ErrorKind> kinds{
        {id("api.cloud.license_error"), ErrorKind::NotSupported},
        {id("api.config.client.old_format.app_error"), ErrorKind::NotSupported},
        {id("api.context.404.app_error"), ErrorKind::NotSupported},
        {id("api.context.invalid_body_param.app_error"), ErrorKind::BadRequest},
        {id("api.context.invalid_url_param.app_error"), ErrorKind::BadRequest},
        {id("api.context.mfa_required.app_error"), ErrorKind::Forbidden},
        {id("api.context.permissions.app_error"), ErrorKind::Forbidden},
        {id("api.context.session_expired.app_error"), ErrorKind::SessionExpired},
        {id("api.context.token_provided.app_error"), ErrorKind::SessionExpired},
        {id("api.export.export_not_found.app_error"), ErrorKind::NotFound},
        {id("api.file.attachments.disabled.app_error"), ErrorKind::NotSupported},
        {id("api.file.file_exists.app_error"), ErrorKind::ServerError},
        {id("api.file.list_directory.app_error"), ErrorKind::ServerError},
        {id("api.file.write_file.app_error"), ErrorKind::ServerError},
        {id("api.job.retrieve.nopermissions"), ErrorKind::BadRequest},
        {id("api.job.unable_to_create_job.incorrect_job_type"), ErrorKind::BadRequest},
        {id("api.upload.get_upload.forbidden.app_error"), ErrorKind::Forbidden},
        {id("api.upload.upload_data.invalid_content_length"), ErrorKind::BadRequest},
        {id("api.upload.upload_data.multipart_error"), ErrorKind::BadRequest},
        {id("api.user.check_user_login_attempts.too_many.app_error"), ErrorKind::AccountLocked},
        {id("api.user.check_user_mfa.bad_code.app_error"), ErrorKind::MfaWrong},
        {id("api.user.get_uploads_for_user.forbidden.app_error"), ErrorKind::Forbidden},
        {id("api.user.login.blank_pwd.app_error"), ErrorKind::SignInRefused},
        {id("api.user.login.inactive.app_error"), ErrorKind::AccountInactive},
        {id("api.user.login.invalid_credentials_email_username"), ErrorKind::SignInRefused},
        {id("api.user.send_password_reset.send.app_error"), ErrorKind::ServerError},
        {id("app.job.download_export_results_not_enabled"), ErrorKind::NotSupported},
        {id("app.job.get.app_error"), ErrorKind::NotFound},
        {id("app.upload.create.save.app_error"), ErrorKind::ServerError},
        {id("app.upload.create.upload_too_large.app_error"), ErrorKind::FileTooLarge},
        {id("app.upload.get.app_error"), ErrorKind::NotFound},
        {id("app.upload.upload_data.concurrent.app_error"), ErrorKind::BadRequest},
        {id("app.upload.upload_data.first_part_too_small.app_error"), ErrorKind::BadRequest},
        {id("app.user.get_by_username.app_error"), ErrorKind::NotFound},
        {id("app.user.missing_account.const"), ErrorKind::NotFound},
        {id("jobs.request_cancellation.status.error"), ErrorKind::BadRequest},
        {id("mfa.activate.bad_token.app_error"), ErrorKind::SessionExpired},
        {id("mfa.validate_token.authenticate.app_error"), ErrorKind::MfaRequired},
        {id("model.config.is_valid.max_file_size.app_error"), ErrorKind::BadRequest},
        {id("model.config.is_valid.max_users.app_error"), ErrorKind::BadRequest},
        {id("model.upload_session.is_valid.file_size.app_error"), ErrorKind::BadRequest},
        {id("model.upload_session.is_valid.filename.app_error"), ErrorKind::BadRequest},
    };
    return kinds;
}

/// And what the bare statuses mean, of proxies and of routers.
const QMap<int, ErrorKind> &kindsOfStatus()
{
    static const QMap<int, ErrorKind> kinds{
        {400, ErrorKind::BadRequest},  {401, ErrorKind::SessionExpired},
        {403, ErrorKind::Forbidden},   {404, ErrorKind::NotFound},
        {405, ErrorKind::BadRequest},  {408, ErrorKind::Timeout},
        {409, ErrorKind::BadRequest},  {413, ErrorKind::RequestTooLarge},
        {416, ErrorKind::BadRequest},  {429, ErrorKind::RateLimited},
        {500, ErrorKind::ServerError}, {501, ErrorKind::NotSupported},
        {502, ErrorKind::ServerError}, {503, ErrorKind::ServerError},
        {504, ErrorKind::ServerError}, {599, ErrorKind::ServerError},
    };
    return kinds;
}

} // namespace

class TestHttpErrors : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void recordings_data();
    void recordings();
    void everyIdWasMet();
    void bareStatuses_data();
    void bareStatuses();
    void newerServers_data();
    void newerServers();
    void bodiesThatLie_data();
    void bodiesThatLie();
    void longTextsAreCut();
};

void TestHttpErrors::recordings_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    int rows = 0;
    const QList<RecordedAnswer> answers = recordedAnswers();
    for (const RecordedAnswer &answer : answers) {
        if (answer.status < 400)
            continue;
        QTest::newRow(qPrintable(answer.name)) << answer.status << answer.body;
        ++rows;
    }
    QVERIFY(rows > 250);
}

void TestHttpErrors::recordings()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    const Error error = errorFromStatus(status, body);
    QCOMPARE(error.httpStatus, status);
    const QJsonObject object = QJsonDocument::fromJson(body).object();
    const QString id = object.value(QStringLiteral("id")).toString();
    QCOMPARE(error.serverErrorId, id);
    if (id.isEmpty()) {
        QCOMPARE(error.kind, kindsOfStatus().value(status, ErrorKind::Internal));
        return;
    }
    QVERIFY2(expectedKinds().contains(id), qPrintable(id + QStringLiteral(" has no kind here")));
    QCOMPARE(errorKindName(error.kind), errorKindName(expectedKinds().value(id)));
    QCOMPARE(error.serverMessage, object.value(QStringLiteral("message")).toString());
    QCOMPARE(error.requestId, object.value(QStringLiteral("request_id")).toString());
    QCOMPARE(error.isTransient(), error.kind == ErrorKind::ServerError);
}

void TestHttpErrors::everyIdWasMet()
{
    QStringList met;
    const QList<RecordedAnswer> answers = recordedAnswers();
    for (const RecordedAnswer &answer : answers)
        met.append(
            QJsonDocument::fromJson(answer.body).object().value(QStringLiteral("id")).toString());
    const QStringList ids = expectedKinds().keys();
    for (const QString &id : ids)
        QVERIFY2(met.contains(id), qPrintable(id));
}

void TestHttpErrors::bareStatuses_data()
{
    QTest::addColumn<int>("status");
    for (auto it = kindsOfStatus().begin(); it != kindsOfStatus().end(); ++it)
        QTest::addRow("%d", it.key()) << it.key();
}

void TestHttpErrors::bareStatuses()
{
    QFETCH(int, status);
    for (const QByteArray &body : {QByteArray(), QByteArray("<html>x</html>"), QByteArray("{}"),
                                   QByteArray("limit exceeded\n"), QByteArray("{\"id\":\"\"}")}) {
        const Error error = errorFromStatus(status, body);
        QCOMPARE(errorKindName(error.kind), errorKindName(kindsOfStatus().value(status)));
        QVERIFY(error.serverErrorId.isEmpty());
        QVERIFY(error.detail.contains(QString::number(status)));
    }
}

void TestHttpErrors::newerServers_data()
{
    // Ids of 11.x, and statuses that changed with the versions.
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("id");
    QTest::addColumn<ErrorKind>("kind");
    const auto row = [](int status, const char *id, ErrorKind kind) {
        QTest::addRow("%d %s", status, id) << status << QByteArray(id) << kind;
    };
    row(400, "mfa.validate_token.authenticate.app_error", ErrorKind::MfaRequired);
    row(413, "api.upload.create.upload_too_large.app_error", ErrorKind::FileTooLarge);
    row(400, "api.file.cloud_upload.app_error", ErrorKind::ImportsRefused);
    row(413, "api.context.request_body_too_large.app_error", ErrorKind::RequestTooLarge);
    row(401, "api.user.login.not_verified.app_error", ErrorKind::AccountInactive);
    row(401, "api.user.check_user_login_attempts.too_many_ldap.app_error",
        ErrorKind::AccountLocked);
    row(401, "api.user.login.invalid_credentials_username", ErrorKind::SignInRefused);
    row(401, "api.user.login.invalid_credentials_email", ErrorKind::SignInRefused);
    row(401, "api.user.login.invalid_credentials_sso", ErrorKind::SignInRefused);
    row(503, "from.the.future", ErrorKind::ServerError);
    row(422, "from.the.future", ErrorKind::BadRequest);
}

void TestHttpErrors::newerServers()
{
    QFETCH(int, status);
    QFETCH(QByteArray, id);
    QFETCH(ErrorKind, kind);
    const Error error = errorFromStatus(status, "{\"id\":\"" + id + "\",\"message\":\"m\"}");
    QCOMPARE(errorKindName(error.kind), errorKindName(kind));
}

void TestHttpErrors::bodiesThatLie_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("wrong types") << QByteArray(
        R"({"id":5,"message":[],"request_id":{},"detailed_error":null,"status_code":"x"})");
    QTest::newRow("id alone") << QByteArray(R"({"id":"a.b"})");
    QTest::newRow("id with other types")
        << QByteArray(R"({"id":"a.b","message":5,"request_id":false,"detailed_error":[1]})");
    QTest::newRow("list") << QByteArray("[1]");
    QTest::newRow("null") << QByteArray("null");
    QTest::newRow("deep") << QByteArray(10'000, '[');
    QTest::newRow("deep objects") << QByteArray("{\"id\":").repeated(10'000);
    QTest::newRow("not UTF-8") << QByteArray("{\"id\":\"\xff\xfe\"}");
    QTest::newRow("cut") << QByteArray(R"({"id":"api.context.perm)");
    QTest::newRow("zero bytes") << QByteArray(100, '\0');
    QTest::newRow("large") << QByteArray(20'000'000, 'x');
}

void TestHttpErrors::bodiesThatLie()
{
    QFETCH(QByteArray, body);
    const Error error = errorFromStatus(503, body);
    QCOMPARE(error.kind, ErrorKind::ServerError);
    QCOMPARE(error.httpStatus, 503);
    QVERIFY(error.detail.size() < 1'000);
}

void TestHttpErrors::longTextsAreCut()
{
    const QByteArray text(100'000, 'x');
    const Error error = errorFromStatus(400, "{\"id\":\"" + text + "\",\"message\":\"" + text
                                                 + "\",\"request_id\":\"" + text
                                                 + "\",\"detailed_error\":\"" + text + "\"}");
    for (const QString &field :
         {error.serverErrorId, error.serverMessage, error.requestId, error.detail})
        QCOMPARE(field.size(), 500);
}

QTEST_GUILESS_MAIN(TestHttpErrors)
#include "tst_httperrors.moc"
