// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "system/sleepblock.h"

#include <IOKit/pwr_mgt/IOPMLib.h>

namespace mmigrate {

namespace {

class PowerAssertion : public SleepBlock
{
public:
    explicit PowerAssertion(const QString &why)
    {
        const CFStringRef name = why.toCFString();
        m_status = IOPMAssertionCreateWithName(kIOPMAssertPreventUserIdleSystemSleep,
                                               kIOPMAssertionLevelOn, name, &m_id);
        CFRelease(name);
        if (m_status != kIOReturnSuccess)
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT refused(QStringLiteral("IOPMAssertion %1").arg(m_status)); },
                Qt::QueuedConnection);
    }
    ~PowerAssertion() override
    {
        if (m_status == kIOReturnSuccess)
            IOPMAssertionRelease(m_id);
    }

private:
    IOPMAssertionID m_id = kIOPMNullAssertionID;
    IOReturn m_status = kIOReturnError;
};

} // namespace

std::unique_ptr<SleepBlock> SleepBlock::take(const QString &why)
{
    return std::make_unique<PowerAssertion>(why);
}

} // namespace mmigrate
