// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/sleepinhibitor.h"

#include "core/base/log.h"
#include "system/sleepblock.h"

namespace mmigrate {

SleepInhibitor::SleepInhibitor(const QString &why, QObject *parent)
    : QObject(parent)
    , m_why(why)
{
}

SleepInhibitor::~SleepInhibitor() = default;

void SleepInhibitor::hold()
{
    if (m_block)
        return;
    m_block = SleepBlock::take(m_why);
    connect(m_block.get(), &SleepBlock::refused, this, &SleepInhibitor::refused);
}

void SleepInhibitor::release()
{
    m_block.reset();
}

void SleepInhibitor::refused(const QString &reasons)
{
    if (m_isTold)
        return;
    m_isTold = true;
    qCInfo(logSteps).noquote() << "nothing keeps this computer from sleeping:" << reasons;
    Q_EMIT unavailable();
}

} // namespace mmigrate
