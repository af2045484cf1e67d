// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/sidepanel.h"

#include "core/api/serveraddress.h"
#include "ui_sidepanel.h"

#include <QEvent>
#include <QFileInfo>
#include <QLabel>
#include <QLocale>
#include <QStyle>

namespace mmigrate {

namespace {

QString serverText(const ServerState &server)
{
    if (server.typedAddress.isEmpty())
        return {};
    QStringList lines{SidePanel::serverName(server)};
    if (!server.version.isNull())
        lines.append(SidePanel::tr("Mattermost %1").arg(server.version.toString()));
    if (server.people)
        lines.append(SidePanel::tr("People: %1").arg(QLocale().toString(*server.people)));
    return lines.join(QLatin1Char('\n'));
}

/// Two thirds of the way from the ground to the text.
QColor faded(const QPalette &palette)
{
    const QColor text = palette.color(QPalette::Active, QPalette::WindowText);
    const QColor ground = palette.color(QPalette::Active, QPalette::Window);
    const auto between = [](int a, int b) { return (2 * a + b) / 3; };
    return {between(text.red(), ground.red()), between(text.green(), ground.green()),
            between(text.blue(), ground.blue())};
}

} // namespace

SidePanel::SidePanel(QWidget *parent)
    : QWidget(parent)
    , m_ui(std::make_unique<Ui::SidePanel>())
{
    m_ui->setupUi(this);
    for (QLabel *title : {m_ui->fromTitleLabel, m_ui->toTitleLabel}) {
        QFont bold = title->font();
        bold.setBold(true);
        title->setFont(bold);
    }
    setServers({});
}

SidePanel::~SidePanel() = default;

QString SidePanel::serverName(const ServerState &server)
{
    if (server.address.isEmpty())
        return withoutUserInfo(server.typedAddress);
    const int port = server.address.port();
    const QString number = port > 0 ? QStringLiteral(":%1").arg(port) : QString();
    return QString(server.address.host() + number + server.address.path());
}

QString SidePanel::pageName(PageId page)
{
    switch (page) {
    case PageId::Welcome:
        return tr("Welcome");
    case PageId::Source:
        return tr("Source server");
    case PageId::Export:
        return tr("Export");
    case PageId::Download:
        return tr("Download");
    case PageId::Destination:
        return tr("Destination server");
    case PageId::Check:
        return tr("Check");
    case PageId::Upload:
        return tr("Upload");
    case PageId::Import:
        return tr("Import");
    case PageId::Finish:
        return tr("Done");
    }
    Q_UNREACHABLE();
}

void SidePanel::setPages(const QList<PageId> &pages)
{
    if (m_pages == pages)
        return;
    m_pages = pages;
    qDeleteAll(m_labels);
    m_labels.clear();
    // As wide as the widest name in bold, so that nothing moves when the current one changes.
    QFont bold = font();
    bold.setBold(true);
    int widest = 0;
    for (const PageId page : pages) {
        auto *label = new QLabel(m_ui->stepsWidget);
        label->setObjectName(QStringLiteral("step%1Label").arg(static_cast<int>(page)));
        m_ui->stepsLayout->addWidget(label);
        m_labels.append(label);
        widest = std::max(widest, QFontMetrics(bold).horizontalAdvance(
                                      QStringLiteral("\u2713\u2002") + pageName(page)));
    }
    setMinimumWidth(widest + 2 * style()->pixelMetric(QStyle::PM_LayoutLeftMargin));
}

void SidePanel::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        setCurrent(m_current);
}

void SidePanel::setCurrent(PageId page)
{
    m_current = page;
    const qsizetype current = m_pages.indexOf(page);
    for (qsizetype i = 0; i < m_labels.size(); ++i) {
        QLabel *label = m_labels.at(i);
        const QString name = pageName(m_pages.at(i));
        QFont font = this->font();
        font.setBold(i == current);
        label->setFont(font);
        // Readable in every palette, which disabled text is not.
        QPalette colours = palette();
        if (i > current)
            colours.setColor(QPalette::WindowText, faded(colours));
        label->setPalette(colours);
        const bool tellsPercent =
            i < current && unfinished(i) == Unfinished::Running && m_percent >= 0;
        label->setText(
            markOf(i, current) + QStringLiteral("\u2002") + name
            + (tellsPercent ? tr(" %1 %").arg(QLocale().toString(m_percent)) : QString()));
        label->setAccessibleName(accessibleNameOf(i, current));
    }
}

SidePanel::Unfinished SidePanel::unfinished(qsizetype index) const
{
    return m_pages.at(index) == m_unfinishedPage ? m_unfinished : Unfinished::None;
}

QString SidePanel::markOf(qsizetype index, qsizetype current) const
{
    if (index > current)
        return QStringLiteral("\u25cb");
    if (index == current)
        return QStringLiteral("\u25cf");
    switch (unfinished(index)) {
    case Unfinished::Running:
        return QStringLiteral("\u25d0");
    case Unfinished::Stopped:
        return QStringLiteral("\u2717");
    case Unfinished::None:
        return QStringLiteral("\u2713");
    }
    Q_UNREACHABLE();
}

QString SidePanel::accessibleNameOf(qsizetype index, qsizetype current) const
{
    const QString name = pageName(m_pages.at(index));
    if (index > current)
        return tr("%1, to come").arg(name);
    if (index == current)
        return tr("%1, current step").arg(name);
    switch (unfinished(index)) {
    case Unfinished::Running:
        return tr("%1, still running").arg(name);
    case Unfinished::Stopped:
        return tr("%1, stopped").arg(name);
    case Unfinished::None:
        return tr("%1, done").arg(name);
    }
    Q_UNREACHABLE();
}

void SidePanel::setUnfinished(PageId page, Unfinished how, int percent)
{
    if (m_unfinishedPage == page && m_unfinished == how && m_percent == percent)
        return;
    m_unfinishedPage = page;
    m_unfinished = how;
    m_percent = percent;
    setCurrent(m_current);
}

void SidePanel::setServers(const MigrationState &state)
{
    const bool fromArchive = state.options.kind == MigrationKind::ImportOnly;
    const QString from =
        fromArchive ? QFileInfo(state.archive.path).fileName() : serverText(state.source);
    const QString to = serverText(state.destination);
    m_ui->fromLabel->setText(from);
    m_ui->fromWidget->setVisible(!from.isEmpty());
    m_ui->toLabel->setText(to);
    m_ui->toWidget->setVisible(!to.isEmpty());
}

} // namespace mmigrate
