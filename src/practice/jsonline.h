// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace mmigrate::practice {

/// A JSON object whose members keep the order in which they were added, escaped as Go does it.
/// Archives look like this, and readers must not get used to Qt's sorted members.
class JsonLine
{
public:
    JsonLine &text(const char *name, const QString &value);
    /// null when empty
    JsonLine &textOrNull(const char *name, const QString &value);
    JsonLine &number(const char *name, qint64 value);
    JsonLine &flag(const char *name, bool value);
    JsonLine &raw(const char *name, const QByteArray &json); ///< the value as it is
    JsonLine &list(const char *name, const QStringList &values);
    QByteArray json() const { return '{' + m_members + '}'; }

    static QByteArray quoted(const QString &text);
    static QByteArray array(const QList<QByteArray> &values);

private:
    QByteArray m_members;
};

} // namespace mmigrate::practice
