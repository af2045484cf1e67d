// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// What the sentences and the advice about a destination share.

#pragma once

#include "text/destinationfindingtext.h"
#include "text/errortext.h"

#include <QCoreApplication>
#include <QLocale>

namespace mmigrate {

struct DestinationFindingWords
{
    Q_DECLARE_TR_FUNCTIONS(DestinationFindingText)
};

inline QString fact(const DestinationFinding &finding, const char *name)
{
    return finding.facts.value(QLatin1String(name)).toString();
}

inline qint64 number(const DestinationFinding &finding, const char *name)
{
    return finding.facts.value(QLatin1String(name)).toLongLong();
}

inline QString numberText(qint64 value)
{
    return QLocale().toString(value);
}

inline QString sizeOf(const DestinationFinding &finding, const char *name)
{
    return sizeText(number(finding, name));
}

/// The fact as a value of the finding's setting.
inline QString valueOf(const DestinationFinding &finding, const char *name)
{
    return settingValueText(fact(finding, "setting"), finding.facts.value(QLatin1String(name)));
}

/// The settings of the fact "settings", in words.
QStringList settingTexts(const DestinationFinding &finding);
/// How people call a way to sign in: "GitLab".
QString serviceText(const QString &service);

} // namespace mmigrate
