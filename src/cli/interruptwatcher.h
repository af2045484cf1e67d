// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

namespace mmigrate::cli {

/// Turns Ctrl-C (SIGINT) and SIGTERM into a signal of the event loop. One at a time in a process.
class InterruptWatcher : public QObject
{
    Q_OBJECT
public:
    explicit InterruptWatcher(QObject *parent = nullptr);
    ~InterruptWatcher() override;

    /// True once it has happened, also while no event loop runs.
    static bool wasInterrupted();

Q_SIGNALS:
    void interrupted();
};

} // namespace mmigrate::cli
