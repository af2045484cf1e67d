// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/sleepblock_dbus.h"

#include <QCoreApplication>
#include <QDBusObjectPath>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFileInfo>
#include <QPointer>
#include <QtConcurrentRun>

namespace mmigrate {

namespace {

const QString application = QStringLiteral("mmigrate");

QDBusMessage call(const char *service, const char *path, const char *interface, const char *method)
{
    QDBusMessage message =
        QDBusMessage::createMethodCall(QLatin1String(service), QLatin1String(path),
                                       QLatin1String(interface), QLatin1String(method));
    // What does not run yet is not started for this.
    message.setAutoStartService(false);
    return message;
}

/// Without one libdbus would start a bus of its own.
bool hasSessionBus()
{
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS")
           || QFileInfo::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

/// Gives the hold back when the block goes.
class DBusSleepBlock : public SleepBlock
{
public:
    explicit DBusSleepBlock(const QString &why)
        : m_hold(new DBusHold(why))
    {
        connect(m_hold, &DBusHold::refused, this, &SleepBlock::refused);
        m_hold->begin();
    }
    ~DBusSleepBlock() override
    {
        if (m_hold)
            m_hold->end();
    }

private:
    QPointer<DBusHold> m_hold; ///< deletes itself after end(), or goes with the application
};

} // namespace

DBusHold::DBusHold(const QString &why)
    : QObject(QCoreApplication::instance())
    , m_why(why)
{
}

void DBusHold::begin()
{
    askNext(Way::Login);
}

void DBusHold::end()
{
    m_isEnded = true;
    giveBack();
    if (!m_isUnderWay)
        deleteLater();
}

void DBusHold::giveBack()
{
    m_lock.reset();
    if (m_giveBack)
        m_giveBack();
    m_giveBack = {};
}

void DBusHold::askNext(Way way)
{
    m_isUnderWay = false;
    if (m_isEnded) {
        giveBack();
        deleteLater();
        return;
    }
    // The last one also keeps the screen on, so it is only for want of anything better.
    const bool isEnough = m_giveBack || (way == Way::ScreenSaver && m_lock);
    if (way == Way::None || isEnough) {
        if (!m_lock && !m_giveBack)
            Q_EMIT refused(m_reasons.join(QStringLiteral("; ")));
        return;
    }
    if (way != Way::Login && !hasSessionBus()) {
        m_reasons.append(QStringLiteral("no session bus"));
        QMetaObject::invokeMethod(
            this, [this] { askNext(Way::None); }, Qt::QueuedConnection);
        m_isUnderWay = true;
        return;
    }
    connectTo(way);
}

void DBusHold::connectTo(Way way)
{
    m_isUnderWay = true;
    auto *watcher = new QFutureWatcher<QDBusConnection>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, way] {
        watcher->deleteLater();
        ask(way, watcher->result());
    });
    watcher->setFuture(QtConcurrent::run([way] {
        return way == Way::Login ? QDBusConnection::systemBus() : QDBusConnection::sessionBus();
    }));
}

QDBusMessage DBusHold::question(Way way) const
{
    switch (way) {
    case Way::Login: {
        QDBusMessage message = call("org.freedesktop.login1", "/org/freedesktop/login1",
                                    "org.freedesktop.login1.Manager", "Inhibit");
        message << QStringLiteral("sleep:idle") << application << m_why << QStringLiteral("block");
        return message;
    }
    case Way::Portal: {
        constexpr uint suspendAndIdle = 4 | 8;
        QDBusMessage message =
            call("org.freedesktop.portal.Desktop", "/org/freedesktop/portal/desktop",
                 "org.freedesktop.portal.Inhibit", "Inhibit");
        message << QString() << suspendAndIdle << QVariantMap{{QStringLiteral("reason"), m_why}};
        return message;
    }
    case Way::PowerManagement: {
        QDBusMessage message =
            call("org.freedesktop.PowerManagement", "/org/freedesktop/PowerManagement/Inhibit",
                 "org.freedesktop.PowerManagement.Inhibit", "Inhibit");
        message << application << m_why;
        return message;
    }
    case Way::ScreenSaver: {
        QDBusMessage message = call("org.freedesktop.ScreenSaver", "/org/freedesktop/ScreenSaver",
                                    "org.freedesktop.ScreenSaver", "Inhibit");
        message << application << m_why;
        return message;
    }
    case Way::None:
        break;
    }
    Q_UNREACHABLE();
}

void DBusHold::ask(Way way, const QDBusConnection &bus)
{
    const QDBusMessage asked = question(way);
    if (!bus.isConnected()) {
        m_reasons.append(way == Way::Login ? QStringLiteral("no system bus")
                                           : QStringLiteral("no session bus"));
        askNext(way == Way::Login ? Way::Portal : Way::None);
        return;
    }
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(asked), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, watcher, way] {
        watcher->deleteLater();
        answered(way, watcher->reply());
    });
}

void DBusHold::answered(Way way, const QDBusMessage &answer)
{
    const Way next = way == Way::Login             ? Way::Portal
                     : way == Way::Portal          ? Way::PowerManagement
                     : way == Way::PowerManagement ? Way::ScreenSaver
                                                   : Way::None;
    const QVariant value = answer.arguments().value(0);
    if (answer.type() != QDBusMessage::ReplyMessage) {
        m_reasons.append(question(way).interface() + QStringLiteral(": ") + answer.errorMessage());
    } else if (way == Way::Login) {
        m_lock = value.value<QDBusUnixFileDescriptor>();
        if (!m_lock->isValid())
            m_lock.reset();
    } else {
        QDBusMessage back = question(way);
        if (way == Way::Portal)
            back = call("org.freedesktop.portal.Desktop",
                        value.value<QDBusObjectPath>().path().toLatin1().constData(),
                        "org.freedesktop.portal.Request", "Close");
        else
            back = call(back.service().toLatin1().constData(), back.path().toLatin1().constData(),
                        back.interface().toLatin1().constData(), "UnInhibit")
                   << value.toUInt();
        m_giveBack = [back] { QDBusConnection::sessionBus().send(back); };
    }
    askNext(next);
}

std::unique_ptr<SleepBlock> SleepBlock::take(const QString &why)
{
    return std::make_unique<DBusSleepBlock>(why);
}

} // namespace mmigrate
