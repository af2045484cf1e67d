// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/sleepblock.h"

#include <windows.h>

namespace mmigrate {

namespace {

/// The state belongs to the thread that set it, which is the main thread here, and goes with it.
class ThreadExecutionBlock : public SleepBlock
{
public:
    ThreadExecutionBlock()
    {
        if (SetThreadExecutionState(ES_CONTINUOUS | ES_SYSTEM_REQUIRED) == 0)
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT refused(QStringLiteral("SetThreadExecutionState")); },
                Qt::QueuedConnection);
    }
    ~ThreadExecutionBlock() override { SetThreadExecutionState(ES_CONTINUOUS); }
};

} // namespace

std::unique_ptr<SleepBlock> SleepBlock::take(const QString &)
{
    return std::make_unique<ThreadExecutionBlock>();
}

} // namespace mmigrate
