// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/speedgraph.h"

#include "text/errortext.h"

#include <QFontMetrics>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 secondMs = 1000;
constexpr size_t secondsShown = 60;
constexpr double fillOpacity = 0.25;

} // namespace

SpeedGraph::SpeedGraph(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize SpeedGraph::sizeHint() const
{
    return {fontMetrics().averageCharWidth() * 20, fontMetrics().height() * 2};
}

void SpeedGraph::reset()
{
    m_speeds.clear();
    m_secondBegan = -1;
    update();
}

void SpeedGraph::add(qint64 atMs, qint64 done)
{
    if (m_secondBegan < 0 || done < m_doneAtBegin) {
        m_secondBegan = atMs;
        m_doneAtBegin = done;
        return;
    }
    const qint64 elapsed = atMs - m_secondBegan;
    if (elapsed < secondMs)
        return;
    const double speed =
        static_cast<double>(done - m_doneAtBegin) * secondMs / static_cast<double>(elapsed);
    // Seconds without any news had that speed too.
    for (qint64 second = 0; second < std::min<qint64>(elapsed / secondMs, secondsShown); ++second)
        m_speeds.push_back(speed);
    while (m_speeds.size() > secondsShown)
        m_speeds.pop_front();
    m_secondBegan = atMs;
    m_doneAtBegin = done;
    const double most = *std::max_element(m_speeds.begin(), m_speeds.end());
    setToolTip(tr("The speed of the last minute, at most %1 a second.")
                   .arg(sizeText(static_cast<qint64>(most))));
    update();
}

void SpeedGraph::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF area = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(QPen(palette().color(QPalette::Mid), 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    if (m_speeds.size() < 2)
        return;
    const double most = std::max(*std::max_element(m_speeds.begin(), m_speeds.end()), 1.0);
    const double step = area.width() / static_cast<double>(secondsShown - 1);
    // The present stands at the end where reading ends.
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    QPainterPath curve;
    for (size_t i = 0; i < m_speeds.size(); ++i) {
        const double back = step * static_cast<double>(m_speeds.size() - 1 - i);
        const QPointF point(isMirrored ? area.left() + back : area.right() - back,
                            area.bottom() - (area.height() - 1) * m_speeds.at(i) / most);
        i == 0 ? curve.moveTo(point) : curve.lineTo(point);
    }
    const QColor colour = palette().color(QPalette::Highlight);
    QPainterPath filled = curve;
    filled.lineTo(curve.currentPosition().x(), area.bottom());
    filled.lineTo(curve.elementAt(0).x, area.bottom());
    QColor fill = colour;
    fill.setAlphaF(fillOpacity);
    painter.fillPath(filled, fill);
    painter.setPen(QPen(colour, 1.5));
    painter.drawPath(curve);
}

} // namespace mmigrate
