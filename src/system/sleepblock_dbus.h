// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "system/sleepblock.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusUnixFileDescriptor>
#include <QFutureWatcher>
#include <QStringList>

#include <functional>
#include <optional>

namespace mmigrate {

/// What is held by D-Bus, and given back with it; outlives its SleepBlock as long as an answer is
/// under way, which then has to be given back, too.
///
/// Two are asked for: logind's lock, which does without a desktop, and the desktop's own, since
/// logind before version 257 lets a user's own desktop pass by that user's locks. The bus is opened
/// in a thread of the global pool: that blocks, and a bus may be ill.
///
/// logind: https://www.freedesktop.org/wiki/Software/systemd/inhibit/
/// Portal:
/// https://flatpak.github.io/xdg-desktop-portal/docs/doc-org.freedesktop.portal.Inhibit.html
/// PowerManagement, ScreenSaver: what KDE, Xfce, MATE and others offer under these names
class DBusHold : public QObject
{
    Q_OBJECT
public:
    explicit DBusHold(const QString &why);

    void begin();
    /// Gives back what is held, and deletes itself once nothing is under way any more.
    void end();

Q_SIGNALS:
    void refused(const QString &reasons);

private:
    /// A service that can be asked, in the order of the table.
    enum class Way { Login, Portal, PowerManagement, ScreenSaver, None };

    void askNext(Way way);
    void ask(Way way, const QDBusConnection &bus);
    void answered(Way way, const QDBusMessage &answer);
    QDBusMessage question(Way way) const;
    void giveBack();
    void connectTo(Way way);

    const QString m_why;
    bool m_isEnded = false;
    bool m_isUnderWay = false;
    QStringList m_reasons;
    std::optional<QDBusUnixFileDescriptor> m_lock; ///< logind's; closing it is giving it back
    std::function<void()> m_giveBack;              ///< the desktop's
};

} // namespace mmigrate
