// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/filenames.h"

#include <QRegularExpression>

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qsizetype longestNameBytes = 180;
constexpr qsizetype longestExtension = 16;

bool isRefused(QChar character)
{
    switch (character.category()) {
    case QChar::Other_Control:
    case QChar::Other_Format: // turns of direction that make "exe.zip" look like "piz.exe"
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return QStringLiteral("<>:\"/\\|?*").contains(character);
    }
}

bool isLoneSurrogate(const QString &text, qsizetype index)
{
    const QChar character = text.at(index);
    if (character.isHighSurrogate())
        return index + 1 >= text.size() || !text.at(index + 1).isLowSurrogate();
    return character.isLowSurrogate() && (index == 0 || !text.at(index - 1).isHighSurrogate());
}

/// CON, NUL, COM1 and their like are devices on Windows, with any extension.
bool isDeviceName(const QString &name)
{
    static const QRegularExpression device(
        QStringLiteral(
            "^(CON|PRN|AUX|NUL|CONIN\\$|CONOUT\\$|(COM|LPT)[0-9\u00b9\u00b2\u00b3])\\s*(\\.|$)"),
        QRegularExpression::CaseInsensitiveOption);
    return device.match(name).hasMatch();
}

QString withoutEdges(QString name)
{
    while (name.endsWith(QLatin1Char('.')) || name.endsWith(QLatin1Char(' ')))
        name.chop(1);
    qsizetype start = 0;
    while (start < name.size() && (name.at(start) == QLatin1Char('.') || name.at(start).isSpace()))
        ++start;
    return name.mid(start);
}

QString cutTo(QString text, qsizetype bytes)
{
    while (text.toUtf8().size() > bytes) {
        const bool isPair = text.size() > 1 && text.back().isLowSurrogate();
        text.chop(isPair ? 2 : 1);
    }
    return text;
}

QString shortened(const QString &name)
{
    if (name.toUtf8().size() <= longestNameBytes)
        return name;
    const qsizetype dot = name.lastIndexOf(QLatin1Char('.'));
    const bool hasExtension = dot > 0 && name.size() - dot <= longestExtension;
    const QString extension = hasExtension ? name.mid(dot) : QString();
    const QString stem = hasExtension ? name.left(dot) : name;
    return withoutEdges(cutTo(stem, longestNameBytes - extension.toUtf8().size())) + extension;
}

} // namespace

QString sanitizedFileName(const QString &name)
{
    // Both kinds of separators part a path, whatever system this runs on.
    const qsizetype separator =
        std::max(name.lastIndexOf(QLatin1Char('/')), name.lastIndexOf(QLatin1Char('\\')));
    const QString lastPart = name.mid(separator + 1);
    QString safe;
    safe.reserve(lastPart.size());
    for (qsizetype i = 0; i < lastPart.size(); ++i) {
        const bool keep = !isRefused(lastPart.at(i)) && !isLoneSurrogate(lastPart, i);
        safe += keep ? lastPart.at(i) : QLatin1Char('_');
    }
    safe = withoutEdges(shortened(withoutEdges(safe)));
    if (isDeviceName(safe))
        safe.prepend(QLatin1Char('_'));
    return safe.isEmpty() ? QStringLiteral("unnamed") : safe;
}

} // namespace mmigrate
