// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "keychain/keychaincredentialstore.h"

#include <QSignalSpy>
#include <QTest>

#include <optional>

using namespace mmigrate;

using Availability = CredentialStore::Availability;

/// The system's keychain: a real Secret Service of its own when withkeyring.sh has started one,
/// else none at all.
class KeychainTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void isAbsent();
    void keepsAPassword();
    void keepsAToken();
    void overwrites();
    void forgets();
    void keys();

private:
    bool hasKeyring() const { return qEnvironmentVariableIsSet("MMIGRATE_TEST_KEYRING"); }
    std::optional<Result<Credentials>> read(const QString &key);
    std::optional<Result<void>> write(const QString &key, const Credentials &credentials);
    std::optional<Result<void>> remove(const QString &key);

    KeychainCredentialStore m_store;
};

void KeychainTest::initTestCase()
{
    QVERIFY(QTest::qWaitFor([this] { return m_store.availability() != Availability::Unknown; },
                            30'000));
}

std::optional<Result<Credentials>> KeychainTest::read(const QString &key)
{
    std::optional<Result<Credentials>> kept;
    m_store.read(key, this, [&kept](const Result<Credentials> &result) { kept = result; });
    if (!QTest::qWaitFor([&kept] { return kept.has_value(); }, 30'000))
        qFatal("the keychain does not answer");
    return kept;
}

std::optional<Result<void>> KeychainTest::write(const QString &key, const Credentials &credentials)
{
    std::optional<Result<void>> done;
    m_store.write(key, credentials, this, [&done](const Result<void> &result) { done = result; });
    if (!QTest::qWaitFor([&done] { return done.has_value(); }, 30'000))
        qFatal("the keychain does not answer");
    return done;
}

std::optional<Result<void>> KeychainTest::remove(const QString &key)
{
    std::optional<Result<void>> done;
    m_store.remove(key, this, [&done](const Result<void> &result) { done = result; });
    if (!QTest::qWaitFor([&done] { return done.has_value(); }, 30'000))
        qFatal("the keychain does not answer");
    return done;
}

void KeychainTest::isAbsent()
{
    if (hasKeyring()) {
        QCOMPARE(m_store.availability(), Availability::Available);
        return;
    }
    QCOMPARE(m_store.availability(), Availability::Unavailable);
    QVERIFY(!m_store.reason().isEmpty());
    // Nothing is kept in clear text instead.
    QVERIFY(!*write(QStringLiteral("k"), {QStringLiteral("a"), QStringLiteral("b"), {}, {}}));
}

void KeychainTest::keepsAPassword()
{
    if (!hasKeyring())
        QSKIP("no Secret Service here: withkeyring.sh starts one");
    const QString key = CredentialStore::keyFor(QUrl(QStringLiteral("https://chat.example.com/")),
                                                QStringLiteral("admin"));
    const auto before = read(key);
    QVERIFY(!*before);
    QCOMPARE(before->error().kind, ErrorKind::NotFound);
    Credentials credentials;
    credentials.loginId = QStringLiteral("admin");
    credentials.password = QStringLiteral("p\"ä\\ 密码");
    QVERIFY(*write(key, credentials));
    const auto kept = read(key);
    QVERIFY(*kept);
    QCOMPARE((*kept)->password, credentials.password);
    QCOMPARE((*kept)->loginId, credentials.loginId);
    QVERIFY((*kept)->accessToken.isEmpty());
}

void KeychainTest::keepsAToken()
{
    if (!hasKeyring())
        QSKIP("no Secret Service here: withkeyring.sh starts one");
    Credentials credentials;
    credentials.accessToken = QStringLiteral("abcdefghijklmnopqrstuvwxyz");
    QVERIFY(*write(QStringLiteral("token"), credentials));
    const auto kept = read(QStringLiteral("token"));
    QVERIFY(*kept);
    QCOMPARE((*kept)->accessToken, credentials.accessToken);
    QVERIFY((*kept)->password.isEmpty());
}

void KeychainTest::overwrites()
{
    if (!hasKeyring())
        QSKIP("no Secret Service here: withkeyring.sh starts one");
    const QString key = QStringLiteral("twice");
    for (const QString &password : {QStringLiteral("first"), QStringLiteral("second")})
        QVERIFY(*write(key, {QStringLiteral("admin"), password, {}, {}}));
    QCOMPARE((*read(key))->password, QStringLiteral("second"));
}

void KeychainTest::forgets()
{
    if (!hasKeyring())
        QSKIP("no Secret Service here: withkeyring.sh starts one");
    const QString key = QStringLiteral("gone");
    QVERIFY(*write(key, {QStringLiteral("admin"), QStringLiteral("secret"), {}, {}}));
    QVERIFY(*remove(key));
    QVERIFY(!*read(key));
    QVERIFY(*remove(key)); // and once more
}

void KeychainTest::keys()
{
    const auto key = [](const char *address, const char *login) {
        return CredentialStore::keyFor(QUrl(QLatin1String(address)), QLatin1String(login));
    };
    QCOMPARE(key("https://chat.example.com/", "Admin "), key("https://chat.example.com", "admin"));
    QVERIFY(key("https://chat.example.com", "admin") != key("https://chat.example.com", "other"));
    QVERIFY(key("https://chat.example.com", "admin") != key("http://chat.example.com", "admin"));
    QVERIFY(!key("https://me:secret@chat.example.com", "admin").contains(QLatin1String("secret")));
}

QTEST_GUILESS_MAIN(KeychainTest)
#include "tst_keychain.moc"
