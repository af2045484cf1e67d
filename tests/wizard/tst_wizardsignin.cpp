// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"
#include "rawhttp.h"
#include "support/scriptedserver.h"
#include "wizard/wizarddriver.h"

#include <QCheckBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTcpServer>

using namespace mmigrate;
using namespace mmigrate::test;

using Stage = RunPage::Stage;

/// The sign-in form: what it asks, what it says, what it remembers.
class WizardSignInTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_driver.reset(); }

    void nothingTypedNothingToDo();
    void typingGoesOnInTheSameField();
    void typingOverASignInThatIsDone();
    void wrongPasswordThenRight();
    void oneTimeCode();
    void accessToken();
    void wrongTokenThenPassword();
    void refusals_data();
    void refusals();
    void nobodyThere();
    void notMattermost();
    void untrustedCertificate();
    void cloudTakesNoImports();
    void sameServerTwice();
    void otherAccountClosesTheFirstSession();
    void backAndForthKeepsWhatWasTyped();
    void cancelWhileConnecting();

private:
    void toSignIn();

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<WizardDriver> m_driver;
};

void WizardSignInTest::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_driver = std::make_unique<WizardDriver>(m_folder->path());
    toSignIn();
}

void WizardSignInTest::toSignIn()
{
    m_driver->click("newRadioButton");
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Source);
}

void WizardSignInTest::nothingTypedNothingToDo()
{
    QVERIFY(!m_driver->canGoOn());
    m_driver->type("addressLineEdit", QStringLiteral("chat.example.com"));
    m_driver->type("loginLineEdit", QStringLiteral("admin"));
    QVERIFY(!m_driver->canGoOn());
    m_driver->type("passwordLineEdit", QStringLiteral("secret"));
    QVERIFY(m_driver->canGoOn());
    QVERIFY(!m_driver->isVisible("codeLineEdit"));
    QVERIFY(!m_driver->isVisible("tokenLineEdit"));
}

/// Each letter may enable Next; the focus has to stay where it is.
void WizardSignInTest::typingGoesOnInTheSameField()
{
    QTest::qWait(0);
    const auto typeOnward = [this](const QString &text) {
        for (const QChar letter : text) {
            QTest::keyClick(m_driver->wizard().focusWidget(), letter.toLatin1());
            QTest::qWait(0);
        }
    };
    typeOnward(QStringLiteral("chat.example.com"));
    QCOMPARE(m_driver->textOf("addressLineEdit"), QStringLiteral("chat.example.com"));
    m_driver->find<QLineEdit>("loginLineEdit")->setFocus();
    typeOnward(QStringLiteral("admin"));
    QTest::keyClick(m_driver->wizard().focusWidget(), Qt::Key_Tab);
    typeOnward(QStringLiteral("secret"));
    QCOMPARE(m_driver->textOf("loginLineEdit"), QStringLiteral("admin"));
    QCOMPARE(m_driver->textOf("passwordLineEdit"), QStringLiteral("secret"));
    QVERIFY(m_driver->canGoOn());
}

void WizardSignInTest::typingOverASignInThatIsDone()
{
    const auto server = startedServer({}, PracticeRole::Source);
    m_driver->leadTo(PageId::Export, *server, *server);
    m_driver->clickBack();
    auto *login = m_driver->find<QLineEdit>("loginLineEdit");
    QTest::qWait(0);
    login->setFocus();
    login->selectAll();
    for (const char letter : QByteArray("second")) {
        QTest::keyClick(m_driver->wizard().focusWidget(), letter);
        QTest::qWait(0);
    }
    QCOMPARE(login->text(), QStringLiteral("second"));
}

void WizardSignInTest::wrongPasswordThenRight()
{
    const auto server = startedServer({}, PracticeRole::Source);
    m_driver->fillSignIn(*server, QStringLiteral("wrong password"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("password")));
    m_driver->click("actionButton");
    QVERIFY(m_driver->find<QLineEdit>("passwordLineEdit")->hasFocus());
    // What was typed is still there, and is overwritten by typing.
    QCOMPARE(m_driver->textOf("passwordLineEdit"), QStringLiteral("wrong password"));
    QTest::keyClicks(m_driver->find<QLineEdit>("passwordLineEdit"), server->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(server->openSessions(), 1);
}

void WizardSignInTest::oneTimeCode()
{
    PracticeServerOptions options;
    options.adminMfaCode = QStringLiteral("123456");
    const auto server = startedServer(options, PracticeRole::Source);
    m_driver->fillSignIn(*server);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("one-time code")));
    QVERIFY(m_driver->find<QLineEdit>("codeLineEdit")->hasFocus());
    QVERIFY(!m_driver->canGoOn());
    m_driver->type("codeLineEdit", QStringLiteral("654321"));
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->errorWords().contains(QLatin1String("wrong or too old")); },
        30'000));
    m_driver->type("codeLineEdit", QStringLiteral("123456"));
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardSignInTest::accessToken()
{
    const auto server = startedServer({}, PracticeRole::Source);
    // To the API, the token of a session is as good as a personal one.
    RawHttp http(server->url());
    const QString token =
        QString::fromLatin1(http.login(server->adminUsername(), server->adminPassword()));
    m_driver->type("addressLineEdit", server->url().toString());
    m_driver->click("tokenRadioButton");
    QVERIFY(!m_driver->isVisible("passwordLineEdit"));
    m_driver->type("tokenLineEdit", token);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    // A token that the person gave is not revoked.
    m_driver->closeWindow();
    QVERIFY(m_driver->waitForEnd(QDialog::Rejected));
    QVERIFY(server->requests(QStringLiteral("POST"), QStringLiteral("logout")).isEmpty());
}

void WizardSignInTest::wrongTokenThenPassword()
{
    const auto server = startedServer({}, PracticeRole::Source);
    m_driver->type("addressLineEdit", server->url().toString());
    m_driver->click("tokenRadioButton");
    m_driver->type("tokenLineEdit", QString(26, QLatin1Char('x')));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    m_driver->click("passwordRadioButton");
    m_driver->type("loginLineEdit", server->adminUsername());
    m_driver->type("passwordLineEdit", server->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardSignInTest::refusals_data()
{
    QTest::addColumn<QString>("login");
    QTest::addColumn<QString>("words");
    QTest::newRow("no administrator") << QStringLiteral("clerk") << QStringLiteral("administrator");
    QTest::newRow("deactivated") << QStringLiteral("gone") << QStringLiteral("deactivated");
}

void WizardSignInTest::refusals()
{
    QFETCH(QString, login);
    QFETCH(QString, words);
    PracticeServerOptions options;
    PracticeAccount clerk;
    clerk.username = QStringLiteral("clerk");
    clerk.email = QStringLiteral("clerk@example.com");
    clerk.password = QStringLiteral("Clerk-2026");
    PracticeAccount gone = clerk;
    gone.username = QStringLiteral("gone");
    gone.email = QStringLiteral("gone@example.com");
    gone.deactivated = true;
    options.accounts = {clerk, gone};
    const auto server = startedServer(options, PracticeRole::Source);
    m_driver->type("addressLineEdit", server->url().toString());
    m_driver->type("loginLineEdit", login);
    m_driver->type("passwordLineEdit", clerk.password);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY2(m_driver->errorWords().contains(words), qPrintable(m_driver->errorWords()));
    QCOMPARE(m_driver->page(), PageId::Source);
    m_driver->type("loginLineEdit", server->adminUsername());
    m_driver->type("passwordLineEdit", server->adminPassword());
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardSignInTest::nobodyThere()
{
    QTcpServer reserved; // a port on which nobody answers afterwards
    QVERIFY(reserved.listen(QHostAddress::LocalHost));
    const quint16 port = reserved.serverPort();
    reserved.close();
    m_driver->type("addressLineEdit", QStringLiteral("http://127.0.0.1:%1").arg(port));
    m_driver->type("loginLineEdit", QStringLiteral("admin"));
    m_driver->type("passwordLineEdit", QStringLiteral("secret"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("127.0.0.1")));
    m_driver->click("actionButton");
    QVERIFY(m_driver->find<QLineEdit>("addressLineEdit")->hasFocus());
    m_driver->type("addressLineEdit", QStringLiteral("not an address at all"));
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor(
        [&] { return m_driver->errorWords().contains(QLatin1String("no server address")); }));
}

void WizardSignInTest::notMattermost()
{
    class Shop : public RequestHandler
    {
    public:
        ScriptedAnswer answer(const SeenRequest &) override
        {
            ScriptedAnswer page;
            page.body = "<html>We sell shoes</html>";
            page.headers = {{"Content-Type", "text/html"}};
            return page;
        }
    } shop;
    ScriptedServer server(shop);
    m_driver->type("addressLineEdit", server.address().toString());
    m_driver->type("loginLineEdit", QStringLiteral("admin"));
    m_driver->type("passwordLineEdit", QStringLiteral("secret"));
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("no Mattermost")));
}

void WizardSignInTest::untrustedCertificate()
{
    const TestCertificate certificate = makeCertificate(m_folder->path());
    QVERIFY(!certificate.certificateFile.isEmpty());
    PracticeServerOptions options;
    options.certificateFile = certificate.certificateFile;
    options.privateKeyFile = certificate.keyFile;
    const auto server = startedServer(options, PracticeRole::Source);
    m_driver->fillSignIn(*server);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("certificate")));
    // The password was not sent to a server that nobody vouches for.
    QVERIFY(server->requests(QStringLiteral("POST"), {}).isEmpty());
    m_driver->click("actionButton");
    auto *dialog = m_driver->find<QFileDialog>("caFileDialog");
    QVERIFY(m_driver->isVisible("caFileLineEdit"));
    dialog->reject();
    m_driver->type("caFileLineEdit", certificate.authorityFile);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

void WizardSignInTest::cloudTakesNoImports()
{
    const auto source = startedServer({}, PracticeRole::Source);
    PracticeServerOptions options;
    options.licence = PracticeLicence::Cloud;
    const auto cloud = startedServer(options, PracticeRole::Empty);
    m_driver->leadTo(PageId::Destination, *source, *cloud);
    m_driver->fillSignIn(*cloud);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("Cloud")));
}

void WizardSignInTest::sameServerTwice()
{
    const auto source = startedServer({}, PracticeRole::Source);
    m_driver->leadTo(PageId::Destination, *source, *source);
    m_driver->fillSignIn(*source);
    m_driver->clickNext();
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("same server")));
    // The way out: another address.
    const auto destination = startedServer({}, PracticeRole::Empty);
    m_driver->click("actionButton");
    m_driver->fillSignIn(*destination);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Upload), qPrintable(m_driver->errorWords()));
}

void WizardSignInTest::otherAccountClosesTheFirstSession()
{
    PracticeServerOptions options;
    PracticeAccount second;
    second.username = QStringLiteral("second");
    second.email = QStringLiteral("second@example.com");
    second.password = QStringLiteral("Second-2026");
    second.roles = QStringLiteral("system_user system_admin");
    options.accounts = {second};
    const auto server = startedServer(options, PracticeRole::Source);
    m_driver->fillSignIn(*server);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    m_driver->clickBack();
    QVERIFY(m_driver->textOf("signedInLabel").contains(server->adminUsername()));
    m_driver->type("loginLineEdit", second.username);
    m_driver->type("passwordLineEdit", second.password);
    m_driver->clickNext();
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
    QCOMPARE(server->openSessions(), 1);
    QCOMPARE(m_driver->session().state().source.username, second.username);
}

void WizardSignInTest::backAndForthKeepsWhatWasTyped()
{
    const auto source = startedServer({}, PracticeRole::Source);
    const auto destination = startedServer({}, PracticeRole::Empty);
    m_driver->leadTo(PageId::Upload, *source, *destination);
    while (m_driver->page() != PageId::Welcome)
        m_driver->clickBack();
    m_driver->clickNext();
    QCOMPARE(m_driver->page(), PageId::Source);
    QCOMPARE(m_driver->textOf("addressLineEdit"), source->url().toString());
    QCOMPARE(m_driver->textOf("passwordLineEdit"), source->adminPassword());
    // All of it is done: Next only turns the pages.
    for (const PageId page :
         {PageId::Export, PageId::Download, PageId::Destination, PageId::Check, PageId::Upload}) {
        m_driver->clickNext();
        QCOMPARE(m_driver->page(), page);
    }
    QCOMPARE(source->jobs().size(), 1);
    QCOMPARE(source->requests(QStringLiteral("POST"), QStringLiteral("login")).size(), 1);
}

void WizardSignInTest::cancelWhileConnecting()
{
    const auto server = startedServer({}, PracticeRole::Source);
    const int fault = server->addFault({.method = QStringLiteral("POST"),
                                        .pathPattern = QStringLiteral("login"),
                                        .action = PracticeFault::Action::Stall});
    m_driver->fillSignIn(*server);
    m_driver->clickNext();
    QVERIFY(QTest::qWaitFor([&] { return server->faultHits(fault) == 1; }));
    QCOMPARE(m_driver->runPage()->stage(), Stage::Running);
    m_driver->click("cancelButton");
    QVERIFY(m_driver->waitForError());
    QVERIFY(m_driver->errorWords().contains(QLatin1String("Stopped")));
    m_driver->click("actionButton"); // Continue
    QVERIFY2(m_driver->waitForPage(PageId::Export), qPrintable(m_driver->errorWords()));
}

QTEST_MAIN(WizardSignInTest)
#include "tst_wizardsignin.moc"
