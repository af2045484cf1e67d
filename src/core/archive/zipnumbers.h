// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtEndian>

#include <array>

/// ZIP's numbers are little-endian on every machine (APPNOTE.TXT 4.4.1.1). The caller knows that
/// they lie within the bytes.
namespace mmigrate::zip {

template <typename T>
T number(QByteArrayView bytes, qsizetype at)
{
    return qFromLittleEndian<T>(bytes.data() + at);
}

template <typename T>
void append(QByteArray &out, T value)
{
    std::array<char, sizeof(T)> bytes{};
    qToLittleEndian(value, bytes.data());
    out.append(bytes.data(), sizeof(T));
}

template <typename T>
void overwrite(QByteArray &out, qsizetype at, T value)
{
    qToLittleEndian(value, out.data() + at);
}

} // namespace mmigrate::zip
