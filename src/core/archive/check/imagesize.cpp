// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/imagesize.h"

#include <QtEndian>

#include <cstdlib>

namespace mmigrate {

namespace {

qint64 big(QByteArrayView bytes, qsizetype at, int count)
{
    qint64 value = 0;
    for (int i = 0; i < count; ++i)
        value = value * 256 + static_cast<uchar>(bytes.at(at + i));
    return value;
}

qint64 little(QByteArrayView bytes, qsizetype at, int count)
{
    qint64 value = 0;
    for (int i = count; i > 0; --i)
        value = value * 256 + static_cast<uchar>(bytes.at(at + i - 1));
    return value;
}

/// Goes from segment to segment to the one that begins the frame.
std::optional<qint64> jpegPixels(QByteArrayView head)
{
    qsizetype at = 2;
    while (at + 9 <= head.size()) {
        const int marker = static_cast<uchar>(head.at(at + 1));
        if (static_cast<uchar>(head.at(at)) != 0xFF)
            return std::nullopt;
        if (marker == 0xFF) { // a filling byte
            ++at;
            continue;
        }
        const bool isFrame =
            marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (isFrame)
            return big(head, at + 5, 2) * big(head, at + 7, 2);
        at += 2 + big(head, at + 2, 2);
    }
    return std::nullopt;
}

std::optional<qint64> webpPixels(QByteArrayView head)
{
    if (head.size() < 30)
        return std::nullopt;
    const QByteArrayView kind = head.sliced(12, 4);
    if (kind == "VP8X")
        return (little(head, 24, 3) + 1) * (little(head, 27, 3) + 1);
    if (kind == "VP8L") {
        const qint64 bits = little(head, 21, 4);
        return ((bits & 0x3FFF) + 1) * (((bits >> 14) & 0x3FFF) + 1);
    }
    if (kind == "VP8 ")
        return (little(head, 26, 2) & 0x3FFF) * (little(head, 28, 2) & 0x3FFF);
    return std::nullopt;
}

} // namespace

std::optional<qint64> imagePixels(QByteArrayView head)
{
    if (head.startsWith("\x89PNG\r\n\x1a\n") && head.size() >= 24)
        return big(head, 16, 4) * big(head, 20, 4);
    if (head.startsWith("\xFF\xD8"))
        return jpegPixels(head);
    if ((head.startsWith("GIF87a") || head.startsWith("GIF89a")) && head.size() >= 10)
        return little(head, 6, 2) * little(head, 8, 2);
    if (head.startsWith("BM") && head.size() >= 26)
        return std::abs(static_cast<qint32>(little(head, 18, 4))
                        * qint64{static_cast<qint32>(little(head, 22, 4))});
    if (head.startsWith("RIFF") && head.size() >= 16 && head.sliced(8, 4) == "WEBP")
        return webpPixels(head);
    return std::nullopt;
}

} // namespace mmigrate
