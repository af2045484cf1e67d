// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "api/certificates.h"
#include "support/forwardproxy.h"
#include "wizard/connectionsettingsdialog.h"
#include "wizard/wizarddriver.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

const ProxyLogin proxyLogin{"me", "Sehr-Geheim-4711"};

} // namespace

/// The connection settings: what they ask, keep and mend.
class WizardConnectionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void cancelChangesNothing();
    void isKept_data();
    void isKept();
    void passwordIsForgotten();
    void damagedSettings();
    void whatIsWrongIsSaid_data();
    void whatIsWrongIsSaid();
    void loginWithoutAName();
    void pastedAddressIsTakenApart();
    void withoutAKeychain();
    void mendsASignIn();
    void mendsADownload();
    void practiceGoesOnWithABadProxy();

private:
    void start();
    ConnectionSettingsDialog *openDialog();
    template <typename Widget>
    Widget *in(ConnectionSettingsDialog *dialog, const char *name) const
    {
        auto *widget = dialog->findChild<Widget *>(QLatin1String(name));
        if (!widget)
            qFatal("no %s in the dialog", name);
        return widget;
    }
    void enterProxy(ConnectionSettingsDialog *dialog, const QString &host, int port,
                    const ProxyLogin &login = {}, bool keep = false);
    static QPushButton *ok(ConnectionSettingsDialog *dialog);
    /// Signs in at the source by a name that only the proxy knows.
    void fillSourceBehindProxy(const PracticeServer &server);
    std::unique_ptr<PracticeServer> serverBehindProxy() const;
    QByteArray settingsFile() const;

    CertificateMaker m_maker;
    Certificate m_authority;
    Certificate m_certificate;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<MemoryCredentialStore> m_store;
    std::unique_ptr<WizardDriver> m_driver;
};

void WizardConnectionTest::initTestCase()
{
    m_authority = m_maker.authority(QStringLiteral("Authority"));
    m_certificate = m_maker.server(QStringLiteral("source"), QStringLiteral("Authority"),
                                   QStringLiteral("DNS:source.test"));
    QVERIFY(m_maker.isGood());
}

void WizardConnectionTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_store = std::make_unique<MemoryCredentialStore>();
    start();
}

void WizardConnectionTest::cleanup()
{
    m_driver.reset();
}

void WizardConnectionTest::start()
{
    m_driver.reset();
    m_driver = std::make_unique<WizardDriver>(m_folder->path(), m_store.get());
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Source);
}

ConnectionSettingsDialog *WizardConnectionTest::openDialog()
{
    m_driver->click("connectionButton");
    auto *dialog = m_driver->wizard().findChild<ConnectionSettingsDialog *>();
    if (!dialog || !QTest::qWaitForWindowActive(dialog))
        qFatal("no dialog");
    return dialog;
}

QPushButton *WizardConnectionTest::ok(ConnectionSettingsDialog *dialog)
{
    return dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok);
}

void WizardConnectionTest::enterProxy(ConnectionSettingsDialog *dialog, const QString &host,
                                      int port, const ProxyLogin &login, bool keep)
{
    in<QRadioButton>(dialog, "ownRadioButton")->click();
    in<QLineEdit>(dialog, "hostLineEdit")->setText(host);
    in<QSpinBox>(dialog, "portSpinBox")->setValue(port);
    in<QLineEdit>(dialog, "userLineEdit")->setText(QString::fromUtf8(login.user));
    in<QLineEdit>(dialog, "passwordLineEdit")->setText(QString::fromUtf8(login.password));
    in<QAbstractButton>(dialog, "keepCheckBox")->setChecked(keep);
}

std::unique_ptr<PracticeServer> WizardConnectionTest::serverBehindProxy() const
{
    PracticeServerOptions options;
    options.certificateFile = m_certificate.file;
    options.privateKeyFile = m_certificate.keyFile;
    return startedServer(options, PracticeRole::Source);
}

void WizardConnectionTest::fillSourceBehindProxy(const PracticeServer &server)
{
    m_driver->fillSignIn(server);
    m_driver->type("addressLineEdit", QStringLiteral("source.test:%1").arg(server.url().port()));
    if (!m_driver->find<QAbstractButton>("moreButton")->isChecked())
        m_driver->click("moreButton");
    m_driver->type("caFileLineEdit", m_authority.file);
}

QByteArray WizardConnectionTest::settingsFile() const
{
    QFile file(m_folder->filePath(QStringLiteral("settings.ini")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void WizardConnectionTest::cancelChangesNothing()
{
    ConnectionSettingsDialog *dialog = openDialog();
    QVERIFY(in<QRadioButton>(dialog, "systemRadioButton")->isChecked());
    QVERIFY(!in<QLineEdit>(dialog, "hostLineEdit")->isEnabled());
    QVERIFY(in<QLineEdit>(dialog, "userLineEdit")->isEnabled()); // the system's may ask, too
    in<QRadioButton>(dialog, "directRadioButton")->click();
    QVERIFY(!in<QLineEdit>(dialog, "userLineEdit")->isEnabled());
    dialog->reject();
    QTest::qWait(0);
    QVERIFY(settingsFile().isEmpty());
    QVERIFY(in<QRadioButton>(openDialog(), "systemRadioButton")->isChecked());
}

void WizardConnectionTest::isKept_data()
{
    QTest::addColumn<bool>("inKeychain");
    QTest::newRow("password in the keychain") << true;
    QTest::newRow("password in memory") << false;
}

void WizardConnectionTest::isKept()
{
    QFETCH(bool, inKeychain);
    ConnectionSettingsDialog *dialog = openDialog();
    enterProxy(dialog, QStringLiteral("proxy.example.com"), 3128, proxyLogin, inKeychain);
    in<QComboBox>(dialog, "typeComboBox")->setCurrentIndex(1);
    QVERIFY(ok(dialog)->isEnabled());
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    const auto verify = [this](const QString &password) {
        ConnectionSettingsDialog *again = openDialog();
        QVERIFY(in<QRadioButton>(again, "ownRadioButton")->isChecked());
        QCOMPARE(in<QComboBox>(again, "typeComboBox")->currentIndex(), 1);
        QCOMPARE(in<QLineEdit>(again, "hostLineEdit")->text(), QStringLiteral("proxy.example.com"));
        QCOMPARE(in<QSpinBox>(again, "portSpinBox")->value(), 3128);
        QCOMPARE(in<QLineEdit>(again, "userLineEdit")->text(), QStringLiteral("me"));
        QCOMPARE(in<QLineEdit>(again, "passwordLineEdit")->text(), password);
        again->reject();
        QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    };
    verify(QString::fromUtf8(proxyLogin.password));
    QCOMPARE(m_store->all().size(), inKeychain ? 1 : 0);
    m_driver->closeWindow();
    start();
    QTest::qWait(0); // the keychain answers through the event loop
    verify(inKeychain ? QString::fromUtf8(proxyLogin.password) : QString());
    QVERIFY(settingsFile().contains("proxy.example.com"));
    QVERIFY(!settingsFile().contains("Geheim"));
}

void WizardConnectionTest::passwordIsForgotten()
{
    ConnectionSettingsDialog *dialog = openDialog();
    enterProxy(dialog, QStringLiteral("proxy.example.com"), 3128, proxyLogin, true);
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    QCOMPARE(m_store->all().size(), 1);
    // Another proxy, another password.
    dialog = openDialog();
    in<QLineEdit>(dialog, "hostLineEdit")->setText(QStringLiteral("other.example.com"));
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    QCOMPARE(m_store->all().size(), 1);
    QVERIFY(m_store->all().firstKey().contains(QLatin1String("other.example.com")));
    dialog = openDialog();
    in<QAbstractButton>(dialog, "keepCheckBox")->setChecked(false);
    ok(dialog)->click();
    QTest::qWait(0);
    QVERIFY(m_store->all().isEmpty());
}

void WizardConnectionTest::damagedSettings()
{
    QFile file(m_folder->filePath(QStringLiteral("settings.ini")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("[proxy]\nchoice=own\nhost=pro xy/\nport=70000\ntype=gopher\n");
    file.close();
    start();
    ConnectionSettingsDialog *dialog = openDialog();
    QVERIFY(in<QRadioButton>(dialog, "systemRadioButton")->isChecked());
    QVERIFY(ok(dialog)->isEnabled());
}

void WizardConnectionTest::whatIsWrongIsSaid_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<bool>("isGood");
    QTest::addColumn<QString>("words");
    QTest::newRow("nothing yet") << QString() << false << QString();
    QTest::newRow("name") << QStringLiteral("proxy.example.com") << true << QString();
    QTest::newRow("blanks around") << QStringLiteral(" proxy ") << true << QString();
    QTest::newRow("IPv6") << QStringLiteral("2001:db8::1") << true << QString();
    QTest::newRow("with a path") << QStringLiteral("proxy/x") << false
                                 << QStringLiteral("no computer's name");
    QTest::newRow("blank in it") << QStringLiteral("my proxy") << false
                                 << QStringLiteral("no computer's name");
    QTest::newRow("login in it") << QStringLiteral("http://me:x@proxy:3128") << false
                                 << QStringLiteral("below");
}

void WizardConnectionTest::whatIsWrongIsSaid()
{
    QFETCH(QString, host);
    QFETCH(bool, isGood);
    QFETCH(QString, words);
    ConnectionSettingsDialog *dialog = openDialog();
    in<QRadioButton>(dialog, "ownRadioButton")->click();
    in<QLineEdit>(dialog, "hostLineEdit")->setText(host);
    QCOMPARE(ok(dialog)->isEnabled(), isGood);
    const auto *problem = in<QLabel>(dialog, "hostProblemLabel");
    QCOMPARE(problem->isVisible(), !words.isEmpty());
    QVERIFY2(problem->text().contains(words), qPrintable(problem->text()));
    // What is not used cannot be wrong.
    in<QRadioButton>(dialog, "systemRadioButton")->click();
    QVERIFY(ok(dialog)->isEnabled());
    QVERIFY(!problem->isVisible());
}

void WizardConnectionTest::loginWithoutAName()
{
    ConnectionSettingsDialog *dialog = openDialog();
    in<QLineEdit>(dialog, "passwordLineEdit")->setText(QStringLiteral("secret"));
    QVERIFY(!ok(dialog)->isEnabled());
    QVERIFY(in<QLabel>(dialog, "loginProblemLabel")->isVisible());
    in<QLineEdit>(dialog, "userLineEdit")->setText(QStringLiteral("me"));
    QVERIFY(ok(dialog)->isEnabled());
    QVERIFY(!in<QLabel>(dialog, "loginProblemLabel")->isVisible());
}

void WizardConnectionTest::pastedAddressIsTakenApart()
{
    ConnectionSettingsDialog *dialog = openDialog();
    in<QRadioButton>(dialog, "ownRadioButton")->click();
    auto *host = in<QLineEdit>(dialog, "hostLineEdit");
    host->setFocus();
    QTRY_VERIFY(host->hasFocus());
    QTest::keyClicks(host, QStringLiteral("socks5://proxy.example.com:1080"));
    QTest::keyClick(host, Qt::Key_Tab);
    QCOMPARE(host->text(), QStringLiteral("proxy.example.com"));
    QCOMPARE(in<QSpinBox>(dialog, "portSpinBox")->value(), 1080);
    QCOMPARE(in<QComboBox>(dialog, "typeComboBox")->currentIndex(), 1);
}

void WizardConnectionTest::withoutAKeychain()
{
    m_driver.reset(); // it uses the other one
    m_store = std::make_unique<MemoryCredentialStore>(CredentialStore::Availability::Unavailable);
    start();
    ConnectionSettingsDialog *dialog = openDialog();
    QVERIFY(!in<QAbstractButton>(dialog, "keepCheckBox")->isEnabled());
    QVERIFY(in<QLabel>(dialog, "keepLabel")->isVisible());
}

/// From the error to the settings, and on by itself.
void WizardConnectionTest::mendsASignIn()
{
    const ForwardProxy proxy(ForwardProxy::Kind::Http, proxyLogin);
    const auto server = serverBehindProxy();
    ConnectionSettingsDialog *dialog = openDialog();
    enterProxy(dialog, QStringLiteral("127.0.0.1"), proxy.port());
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    fillSourceBehindProxy(*server);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(QLatin1String("wants a user name")),
             qPrintable(m_driver->errorWords()));
    m_driver->click("actionButton");
    dialog = m_driver->wizard().findChild<ConnectionSettingsDialog *>();
    QVERIFY(dialog);
    enterProxy(dialog, QStringLiteral("127.0.0.1"), proxy.port(), {"me", "wrong"});
    ok(dialog)->click();
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->errorWords().contains(QLatin1String("refused the user name")); },
        60'000));
    m_driver->click("actionButton");
    dialog = m_driver->wizard().findChild<ConnectionSettingsDialog *>();
    QVERIFY(dialog);
    in<QLineEdit>(dialog, "passwordLineEdit")->setText(QString::fromUtf8(proxyLogin.password));
    ok(dialog)->click();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QVERIFY(proxy.passed().size() > 0);
}

/// The proxy goes away later, on a page without a link to the settings.
void WizardConnectionTest::mendsADownload()
{
    auto proxy = std::make_unique<ForwardProxy>(ForwardProxy::Kind::Http);
    const auto server = serverBehindProxy();
    ConnectionSettingsDialog *dialog = openDialog();
    enterProxy(dialog, QStringLiteral("127.0.0.1"), proxy->port());
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    fillSourceBehindProxy(*server);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    const QString old = QStringLiteral("127.0.0.1:%1").arg(proxy->port());
    proxy.reset();
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(
        m_driver->errorWords().contains(QStringLiteral("The proxy %1 does not answer.").arg(old)),
        qPrintable(m_driver->errorWords()));
    const ForwardProxy other(ForwardProxy::Kind::Http);
    m_driver->click("actionButton");
    dialog = m_driver->wizard().findChild<ConnectionSettingsDialog *>();
    QVERIFY(dialog);
    in<QSpinBox>(dialog, "portSpinBox")->setValue(other.port());
    ok(dialog)->click();
    QVERIFY2(m_driver->waitForPage(PageId::Download), qPrintable(m_driver->errorWords()));
    QVERIFY2(m_driver->waitForStage(RunPage::Stage::Done), qPrintable(m_driver->errorWords()));
    QVERIFY(other.bytesToClients() >= QFileInfo(m_driver->session().state().archive.path).size());
}

/// Nothing on this computer itself is asked for through a proxy.
void WizardConnectionTest::practiceGoesOnWithABadProxy()
{
    ConnectionSettingsDialog *dialog = openDialog();
    enterProxy(dialog, QStringLiteral("proxy.invalid"), 3128);
    ok(dialog)->click();
    QTRY_VERIFY(!m_driver->wizard().findChild<ConnectionSettingsDialog *>());
    const auto server = startedServer({}, PracticeRole::Source);
    m_driver->fillSignIn(*server);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

QTEST_MAIN(WizardConnectionTest)
#include "tst_wizardconnection.moc"
