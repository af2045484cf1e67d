// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

#include <memory>

namespace mmigrate {

/// One stretch of time without sleep: asked for when it is made, given back when it goes. One
/// implementation a system.
class SleepBlock : public QObject
{
    Q_OBJECT
public:
    static std::unique_ptr<SleepBlock> take(const QString &why);

Q_SIGNALS:
    /// Through the event loop: the system does not do it, and why (for the log).
    void refused(const QString &reasons);
};

} // namespace mmigrate
