// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"
#include "wizard/pageid.h"

#include <QList>
#include <QWidget>

#include <memory>

class QLabel;

namespace Ui {
class SidePanel;
}

namespace mmigrate {

/// The list of pages with what is done, current and to come, and the two servers once known.
class SidePanel : public QWidget
{
    Q_OBJECT
public:
    explicit SidePanel(QWidget *parent = nullptr);
    ~SidePanel() override;

    static QString pageName(PageId page);
    /// Host, port and path; as typed while nothing has answered there.
    static QString serverName(const ServerState &server);

    void setPages(const QList<PageId> &pages);
    void setCurrent(PageId page);
    /// A page before the current one whose work still runs, with what is done of it in percent (-1:
    /// not known), or has stopped.
    enum class Unfinished { None, Running, Stopped };
    void setUnfinished(PageId page, Unfinished how, int percent = -1);
    void setServers(const MigrationState &state);

protected:
    void changeEvent(QEvent *event) override;

private:
    QString markOf(qsizetype index, qsizetype current) const;
    QString accessibleNameOf(qsizetype index, qsizetype current) const;
    Unfinished unfinished(qsizetype index) const;

    std::unique_ptr<Ui::SidePanel> m_ui;
    QList<PageId> m_pages;
    QList<QLabel *> m_labels;
    PageId m_current = PageId::Welcome;
    PageId m_unfinishedPage = PageId::Welcome;
    Unfinished m_unfinished = Unfinished::None;
    int m_percent = -1;
};

} // namespace mmigrate
