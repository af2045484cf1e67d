// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "archive/archivefixture.h"
#include "core/destination/collision.h"
#include "wizard/wizardfixture.h"

#include <QAction>
#include <QTableView>

namespace mmigrate::test {

inline const QByteArray checkedTeam =
    R"({"type":"team","team":{"name":"sales","display_name":"Sales","type":"O"}})";
inline const QByteArray checkedChannel =
    R"({"type":"channel","channel":{"team":"sales","name":"lunch","display_name":"Lunch","type":"O"}})";
/// Somebody in the team and the channel above.
QByteArray person(const QByteArray &name);
/// By Anna; \a rest is JSON: the message and whatever else.
QByteArray post(const QByteArray &rest, int number = 0);

/// What the tests of the Check page share: an archive of some lines, and the end of its check.
class CheckFixture : public WizardFixture
{
protected:
    void prepareDestination();
    /// From the archive of these lines to the end of the check.
    void check(const QByteArrayList &lines);
    /// As if the person had chosen that file.
    void answer(const char *dialog, const QString &path) const;
    /// From the menu of files.
    void choose(const char *action) const { m_driver->find<QAction>(action)->trigger(); }
    QAbstractItemModel *table(const char *name) const
    {
        return m_driver->find<QTableView>(name)->model();
    }
    /// The row of the name in the table of names; -1: not shown.
    int rowOf(const QString &name) const;
    QString decisionOn(const QString &name) const;
    bool decide(const QString &name, Decision decision) const;
    QString newNameOf(const QString &name) const;
    bool rename(const QString &name, const QString &newName) const;
    /// From the Check page until the archive is uploaded.
    void upload();
    /// From the Upload page, done, to the Finish page.
    void importToTheEnd();
};

} // namespace mmigrate::test
