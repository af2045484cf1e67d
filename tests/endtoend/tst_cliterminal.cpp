// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "endtoend/clipair.h"

#include <QTest>

#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

using namespace mmigrate;
using namespace mmigrate::test;

namespace {

/// mmigrate-cli at a terminal of its own, as a person sits before it.
class Terminal
{
public:
    Terminal(const CliHome &home, const QStringList &arguments)
    {
        m_master = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
        if (m_master < 0 || ::grantpt(m_master) != 0 || ::unlockpt(m_master) != 0)
            qFatal("no terminal");
        m_name = ::ptsname(m_master);
        m_slave = ::open(m_name.constData(), O_RDWR | O_NOCTTY | O_CLOEXEC);
        const int slave = m_slave;
        m_process = std::make_unique<CliProcess>(home, arguments, [slave] {
            ::setsid();
            ::ioctl(slave, TIOCSCTTY, 0);
            for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
                ::dup2(slave, stream);
        });
    }
    ~Terminal()
    {
        m_process.reset();
        ::close(m_slave);
        ::close(m_master);
    }
    Q_DISABLE_COPY_MOVE(Terminal)

    /// Waits for the text on the screen, after what was awaited before.
    bool waitFor(const QByteArray &text)
    {
        const auto isThere = [&] {
            read();
            const qsizetype at = m_screen.indexOf(text, m_awaited);
            if (at >= 0)
                m_awaited = at + text.size();
            return at >= 0;
        };
        return m_process->waitUntil(isThere) || isThere();
    }
    void type(const QByteArray &text)
    {
        if (::write(m_master, text.constData(), size_t(text.size())) != text.size())
            qFatal("cannot type");
    }
    bool echoes() const
    {
        termios state{};
        return ::tcgetattr(m_slave, &state) == 0 && (state.c_lflag & ECHO) != 0;
    }
    /// Waits for both questions; the second answer is typed once the program has switched the echo
    /// off. False, and not all is typed, when one of them does not come.
    bool answerLogin(const QByteArray &user, const QByteArray &atThePassword)
    {
        if (!waitFor("User name or e-mail: "))
            return false;
        type(user + "\n");
        if (!waitFor("Password (not shown): ")
            || !m_process->waitUntil([this] { return !echoes(); }))
            return false;
        type(atThePassword);
        return true;
    }
    CliResult finish()
    {
        // A full terminal would block the program.
        m_process->waitUntil([this] {
            read();
            return false;
        });
        const CliResult result = m_process->finish();
        read();
        return result;
    }
    QByteArray screen() const { return m_screen; }

private:
    void read()
    {
        char buffer[4096];
        ssize_t got = 0;
        while ((got = ::read(m_master, buffer, sizeof buffer)) > 0)
            m_screen.append(buffer, qsizetype(got));
    }

    int m_master = -1;
    int m_slave = -1;
    QByteArray m_name;
    QByteArray m_screen;
    qsizetype m_awaited = 0;
    std::unique_ptr<CliProcess> m_process;
};

QStringList withoutLogins(const CliPair &pair)
{
    return {QStringLiteral("migrate"),
            QStringLiteral("--source"),
            pair.source.url().toString(),
            QStringLiteral("--destination"),
            pair.destination.url().toString(),
            QStringLiteral("--folder"),
            pair.archives()};
}

} // namespace

/// Questions on a terminal.
class CliTerminalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asksForEverything();
    void wrongPasswordIsAskedForAgain();
    void limitsAreDeclined();
    void interruptAtThePassword();
    void interruptAtTheLimits();
    void endOfInputAtTheUser();
};

void CliTerminalTest::asksForEverything()
{
    PracticeServerOptions sourceOptions = smallSource();
    sourceOptions.adminMfaCode = QStringLiteral("135791");
    const CliPair pair(sourceOptions, crampedDestination());
    Terminal terminal(pair.home, withoutLogins(pair));
    for (const PracticeServer *server : {&pair.source, &pair.destination}) {
        QVERIFY2(terminal.waitFor(server->url().toString().toUtf8()),
                 terminal.screen().constData());
        QVERIFY2(terminal.answerLogin(server->adminUsername().toUtf8(),
                                      server->adminPassword().toUtf8() + "\n"),
                 terminal.screen().constData());
    }
    QVERIFY2(terminal.waitFor("One-time code"), terminal.screen().constData());
    terminal.type("135 791\n");
    QVERIFY2(terminal.waitFor("put them back afterwards? [y/n] "), terminal.screen().constData());
    terminal.type("y\n");
    const CliResult result = terminal.finish();
    QVERIFY2(result.exitStatus == 0, terminal.screen().constData());
    QVERIFY(terminal.echoes());
    QVERIFY(!terminal.screen().contains(pair.source.adminPassword().toUtf8()));
    QVERIFY(terminal.screen().contains("What arrived:"));
    QCOMPARE(pair.destination.configValue(QStringLiteral("TeamSettings.MaxUsersPerTeam")),
             QJsonValue(5));
}

void CliTerminalTest::wrongPasswordIsAskedForAgain()
{
    PracticeServer source(smallSource());
    QVERIFY(source.start());
    const CliHome home;
    Terminal terminal(home, {QStringLiteral("export"), QStringLiteral("--source"),
                             source.url().toString(), QStringLiteral("--folder"),
                             home.filePath(QStringLiteral("archives"))});
    for (const QByteArray &password :
         {QByteArrayLiteral("wrong"), source.adminPassword().toUtf8()}) {
        QVERIFY2(terminal.answerLogin("admin", password + "\n"), terminal.screen().constData());
    }
    const CliResult result = terminal.finish();
    QVERIFY2(result.exitStatus == 0, terminal.screen().constData());
}

void CliTerminalTest::limitsAreDeclined()
{
    const CliPair pair(smallSource(), crampedDestination());
    Terminal terminal(pair.home, pair.migrate());
    QVERIFY2(terminal.waitFor("[y/n] "), terminal.screen().constData());
    terminal.type("n\n");
    QCOMPARE(terminal.finish().exitStatus, 3);
    QVERIFY(pair.destination.requests(QStringLiteral("PUT"), QStringLiteral("/config")).isEmpty());
}

void CliTerminalTest::interruptAtThePassword()
{
    PracticeServer source(smallSource());
    QVERIFY(source.start());
    const CliHome home;
    Terminal terminal(
        home, {QStringLiteral("export"), QStringLiteral("--source"), source.url().toString()});
    QVERIFY2(terminal.answerLogin("admin", "\x03"), terminal.screen().constData()); // Ctrl-C
    const CliResult result = terminal.finish();
    QVERIFY2(result.exitStatus == 130 && !result.crashed, terminal.screen().constData());
    // The shell that comes back must show what is typed.
    QVERIFY(terminal.echoes());
    QVERIFY(source.requests(QStringLiteral("POST"), QStringLiteral("/login")).isEmpty());
}

void CliTerminalTest::interruptAtTheLimits()
{
    const CliPair pair(smallSource(), crampedDestination());
    Terminal terminal(pair.home, pair.migrate());
    QVERIFY2(terminal.waitFor("[y/n] "), terminal.screen().constData());
    terminal.type("\x03");
    const CliResult result = terminal.finish();
    QVERIFY2(result.exitStatus == 130 && !result.crashed, terminal.screen().constData());
    QVERIFY(terminal.screen().contains("mmigrate-cli resume"));
}

void CliTerminalTest::endOfInputAtTheUser()
{
    PracticeServer source(smallSource());
    QVERIFY(source.start());
    const CliHome home;
    Terminal terminal(
        home, {QStringLiteral("export"), QStringLiteral("--source"), source.url().toString()});
    QVERIFY2(terminal.waitFor("User name or e-mail: "), terminal.screen().constData());
    terminal.type("\x04"); // Ctrl-D
    QCOMPARE(terminal.finish().exitStatus, 4);
}

QTEST_GUILESS_MAIN(CliTerminalTest)
#include "tst_cliterminal.moc"
