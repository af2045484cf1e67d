// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QWidget>

#include <deque>

namespace mmigrate {

/// The speed of the last minute as a small filled curve. The numbers beside it tell the rest, so it
/// has no axes and takes no focus.
class SpeedGraph : public QWidget
{
    Q_OBJECT
public:
    explicit SpeedGraph(QWidget *parent = nullptr);

    void reset();
    /// @param atMs of a clock that only goes forward
    /// @param done bytes moved so far; fewer than before means that it began anew
    void add(qint64 atMs, qint64 done);
    /// Bytes a second, the oldest first, one for each second.
    const std::deque<double> &speeds() const { return m_speeds; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    std::deque<double> m_speeds;
    qint64 m_secondBegan = -1;
    qint64 m_doneAtBegin = 0;
};

} // namespace mmigrate
