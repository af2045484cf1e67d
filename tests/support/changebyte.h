// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDateTime>
#include <QFile>

namespace mmigrate::test {

/// Another byte there, behind everybody's back: the file's size and time are what they were.
inline bool changeByteUnseen(const QString &path, qint64 place)
{
    QFile file(path);
    char byte = 0;
    if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered))
        return false;
    const QDateTime time = file.fileTime(QFileDevice::FileModificationTime);
    if (!file.seek(place) || !file.getChar(&byte))
        return false;
    byte = static_cast<char>(byte ^ 1);
    return file.seek(place) && file.write(&byte, 1) == 1
           && file.setFileTime(time, QFileDevice::FileModificationTime);
}

} // namespace mmigrate::test
