// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/csvfield.h"

namespace mmigrate {

QByteArray csvField(const QString &text)
{
    QString field = text;
    field.replace(QLatin1Char('"'), QStringLiteral("\"\""));
    field.replace(QLatin1Char('\n'), QLatin1Char(' ')).replace(QLatin1Char('\r'), QLatin1Char(' '));
    if (!field.isEmpty() && QStringLiteral("=+-@\t").contains(field.front()))
        field.prepend(QLatin1Char('\''));
    return '"' + field.toUtf8() + '"';
}

} // namespace mmigrate
