// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/speedlimitfield.h"

#include <QCheckBox>
#include <QDoubleSpinBox>

namespace mmigrate {

namespace {
constexpr double megabyte = 1'000'000; // as people's contracts count
}

SpeedLimitField::SpeedLimitField(QCheckBox &checkBox, QDoubleSpinBox &spinBox)
    : m_checkBox(checkBox)
    , m_spinBox(spinBox)
{
    spinBox.setEnabled(checkBox.isChecked());
    connect(&checkBox, &QCheckBox::toggled, &spinBox, &QWidget::setEnabled);
    connect(&checkBox, &QCheckBox::toggled, this, [this] { Q_EMIT changed(bytesPerSecond()); });
    connect(&spinBox, &QDoubleSpinBox::valueChanged, this,
            [this] { Q_EMIT changed(bytesPerSecond()); });
}

void SpeedLimitField::setBytesPerSecond(qint64 bytes)
{
    m_checkBox.setChecked(bytes > 0);
    if (bytes > 0)
        m_spinBox.setValue(static_cast<double>(bytes) / megabyte);
}

qint64 SpeedLimitField::bytesPerSecond() const
{
    return m_checkBox.isChecked() ? static_cast<qint64>(m_spinBox.value() * megabyte) : 0;
}

} // namespace mmigrate
