// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/terminal.h"

#include <cerrno>
#include <cstdio>

#ifdef Q_OS_WIN
#include <io.h>
#include <windows.h>
#else
#include <termios.h>
#include <unistd.h>
#endif

namespace mmigrate::cli {

namespace {

#ifdef Q_OS_WIN
bool isTerminal(FILE *stream)
{
    return _isatty(_fileno(stream)) != 0;
}

/// Switches the terminal's echo off as long as it lives.
class NoEcho
{
public:
    NoEcho()
        : m_handle(GetStdHandle(STD_INPUT_HANDLE))
    {
        GetConsoleMode(m_handle, &m_mode);
        SetConsoleMode(m_handle, m_mode & ~static_cast<DWORD>(ENABLE_ECHO_INPUT));
    }
    ~NoEcho() { SetConsoleMode(m_handle, m_mode); }
    Q_DISABLE_COPY_MOVE(NoEcho)

private:
    HANDLE m_handle;
    DWORD m_mode = 0;
};
#else
bool isTerminal(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

/// Switches the terminal's echo off as long as it lives.
class NoEcho
{
public:
    NoEcho()
        : m_known(tcgetattr(STDIN_FILENO, &m_before) == 0)
    {
        termios silent = m_before;
        silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        if (m_known)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
    }
    ~NoEcho()
    {
        if (m_known)
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &m_before);
    }
    Q_DISABLE_COPY_MOVE(NoEcho)

private:
    termios m_before{};
    bool m_known;
};
#endif

std::optional<QString> readLine()
{
    QByteArray line;
    for (;;) {
        const int c = std::fgetc(stdin);
        if (c == EOF) // also when Ctrl-C interrupted the read
            return std::nullopt;
        if (c == '\n')
            return QString::fromLocal8Bit(line).remove(QLatin1Char('\r'));
        line.append(static_cast<char>(c));
    }
}

void print(FILE *stream, const QString &text)
{
    const QByteArray bytes = text.toLocal8Bit();
    std::fwrite(bytes.constData(), 1, static_cast<size_t>(bytes.size()), stream);
    std::fflush(stream);
}

} // namespace

bool canAsk()
{
    return isTerminal(stdin) && isTerminal(stderr);
}

bool standardOutputIsTerminal()
{
    return isTerminal(stdout);
}

void printOut(const QString &text)
{
    print(stdout, text);
}

void printErr(const QString &text)
{
    print(stderr, text);
}

std::optional<QString> ask(const QString &prompt)
{
    printErr(prompt);
    return readLine();
}

std::optional<QString> askSecret(const QString &prompt)
{
    printErr(prompt);
    std::optional<QString> answer;
    {
        const NoEcho silent;
        answer = readLine();
    }
    printErr(QStringLiteral("\n"));
    return answer;
}

} // namespace mmigrate::cli
