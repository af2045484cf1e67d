// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDBusConnection>
#include <QDBusContext>
#include <QDBusObjectPath>
#include <QDBusUnixFileDescriptor>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>
#include <QVariantMap>

namespace mmigrate::test {

/// A dbus-daemon of its own; it serves as the system's bus and as the session's.
class PrivateBus
{
public:
    PrivateBus();
    ~PrivateBus();
    Q_DISABLE_COPY_MOVE(PrivateBus)

    bool isRunning() const { return !m_address.isEmpty(); }
    QString address() const { return m_address; }

private:
    QTemporaryDir m_folder;
    QProcess m_daemon;
    QString m_address;
};

/// logind as far as Inhibit goes: hands out the writing end of a pipe, and sees at the reading end
/// whether somebody still has it.
class Login1 : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.login1.Manager")
public:
    using QObject::QObject;
    ~Login1() override;

    bool refuses = false;

    qsizetype calls() const { return m_calls.size(); }
    QStringList call(qsizetype number) const { return m_calls.value(number); }
    /// Locks that nobody has given back.
    int heldLocks() const;

public Q_SLOTS:
    Q_SCRIPTABLE QDBusUnixFileDescriptor Inhibit(const QString &what, const QString &who,
                                                 const QString &why, const QString &mode);

private:
    QList<QStringList> m_calls;
    QList<int> m_readingEnds;
};

/// The desktop's portal; also each request that it hands out.
class Portal : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Inhibit")
public:
    using QObject::QObject;

    uint flags = 0;
    QString reason{};
    int calls = 0;

public Q_SLOTS:
    Q_SCRIPTABLE QDBusObjectPath Inhibit(const QString &window, uint what,
                                         const QVariantMap &options);
};

class PortalRequest : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Request")
public:
    using QObject::QObject;

    int closed = 0;

public Q_SLOTS:
    Q_SCRIPTABLE void Close() { ++closed; }
};

/// What desktops without a portal have.
class PowerManagement : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.PowerManagement.Inhibit")
public:
    using QObject::QObject;

    QStringList who{};
    QList<uint> givenBack{};

public Q_SLOTS:
    Q_SCRIPTABLE uint Inhibit(const QString &application, const QString &reason);
    Q_SCRIPTABLE void UnInhibit(uint cookie) { givenBack.append(cookie); }
};

} // namespace mmigrate::test
