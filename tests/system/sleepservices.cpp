// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/sleepservices.h"

#include <QFile>

#include <algorithm>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace mmigrate::test {

PrivateBus::PrivateBus()
{
    QFile config(m_folder.filePath(QStringLiteral("bus.conf")));
    const QByteArray text = "<!DOCTYPE busconfig PUBLIC "
                            "\"-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN\" "
                            "\"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd\">\n"
                            "<busconfig><listen>unix:dir="
                            + m_folder.path().toUtf8()
                            + "</listen><auth>EXTERNAL</auth><policy context=\"default\">"
                              "<allow send_destination=\"*\" eavesdrop=\"true\"/>"
                              "<allow eavesdrop=\"true\"/><allow own=\"*\"/></policy></busconfig>";
    if (!config.open(QIODevice::WriteOnly) || config.write(text) != text.size())
        qFatal("no configuration for the bus");
    config.close();
    m_daemon.start(QStringLiteral("dbus-daemon"),
                   {QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                    QStringLiteral("--config-file=") + config.fileName()});
    if (m_daemon.waitForStarted() && m_daemon.waitForReadyRead())
        m_address = QString::fromUtf8(m_daemon.readLine()).trimmed();
}

PrivateBus::~PrivateBus()
{
    m_daemon.kill();
    m_daemon.waitForFinished();
}

Login1::~Login1()
{
    for (const int end : qAsConst(m_readingEnds))
        ::close(end);
}

int Login1::heldLocks() const
{
    return int(std::count_if(m_readingEnds.begin(), m_readingEnds.end(), [](int end) {
        pollfd state{end, POLLIN, 0};
        ::poll(&state, 1, 0);
        return (state.revents & POLLHUP) == 0;
    }));
}

QDBusUnixFileDescriptor Login1::Inhibit(const QString &what, const QString &who, const QString &why,
                                        const QString &mode)
{
    m_calls.append({what, who, why, mode});
    if (refuses) {
        sendErrorReply(QDBusError::AccessDenied, QStringLiteral("Permission denied"));
        return {};
    }
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC) != 0)
        qFatal("no pipe");
    m_readingEnds.append(ends[0]);
    const QDBusUnixFileDescriptor lock(ends[1]); // a copy
    ::close(ends[1]);
    return lock;
}

QDBusObjectPath Portal::Inhibit(const QString &window, uint what, const QVariantMap &options)
{
    Q_UNUSED(window)
    ++calls;
    flags = what;
    reason = options.value(QStringLiteral("reason")).toString();
    return QDBusObjectPath(QStringLiteral("/org/freedesktop/portal/desktop/request/1"));
}

uint PowerManagement::Inhibit(const QString &application, const QString &reason)
{
    who.append(application + QStringLiteral(": ") + reason);
    return 40 + uint(who.size());
}

} // namespace mmigrate::test
