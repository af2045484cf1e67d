// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QObject>

class QCheckBox;
class QDoubleSpinBox;

namespace mmigrate {

/// "At most N MB a second": a check box and a number, which is enabled with it.
class SpeedLimitField : public QObject
{
    Q_OBJECT
public:
    SpeedLimitField(QCheckBox &checkBox, QDoubleSpinBox &spinBox);

    void setBytesPerSecond(qint64 bytes); ///< 0: no limit
    qint64 bytesPerSecond() const;

Q_SIGNALS:
    void changed(qint64 bytesPerSecond); ///< by the person or by setBytesPerSecond()

private:
    QCheckBox &m_checkBox;
    QDoubleSpinBox &m_spinBox;
};

} // namespace mmigrate
