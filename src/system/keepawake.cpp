// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/keepawake.h"

#include "core/run/migrationrunner.h"
#include "system/sleepinhibitor.h"

#include <QCoreApplication>

namespace mmigrate {

SleepInhibitor *keepAwakeWhileRunning(MigrationRunner &runner)
{
    auto *inhibitor = new SleepInhibitor(
        QCoreApplication::translate("KeepAwake", "A Mattermost workspace is being moved"), &runner);
    const auto follow = [inhibitor](MigrationRunner::State state) {
        if (state == MigrationRunner::State::Running || state == MigrationRunner::State::Cancelling)
            inhibitor->hold();
        else
            inhibitor->release();
    };
    QObject::connect(&runner, &MigrationRunner::stateChanged, inhibitor, follow);
    follow(runner.state());
    return inhibitor;
}

} // namespace mmigrate
