// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "archive/archivefixture.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QTest>

namespace mmigrate::test {

/// The lines of an archive whose import stops at its fourth line until somebody mends it.
namespace mendable {

inline const QByteArray team =
    R"({"type":"team","team":{"name":"sales","display_name":"Sales","type":"O"}})";
inline const QByteArray channel =
    R"({"type":"channel","channel":{"team":"sales","name":"lunch","display_name":"Lunch","type":"O"}})";
inline const QByteArray person =
    R"({"type":"user","user":{"username":"anna","email":"anna@example.com",)"
    R"("teams":[{"name":"sales","channels":[{"name":"lunch"}]}]}})";
/// Nothing that a correction would put right: the rules for passwords are the destination's own.
inline const QByteArray weakPerson =
    R"({"type":"user","user":{"username":"anna","email":"anna@example.com","password":"x",)"
    R"("teams":[{"name":"sales","channels":[{"name":"lunch"}]}]}})";
inline const QByteArray post =
    R"({"type":"post","post":{"team":"sales","channel":"lunch","user":"anna",)"
    R"("message":"dinner at eight","create_at":1700000000000}})";

} // namespace mendable

/// Writes the archive at \a path, or writes it again: a minute later than before, since files that
/// are written within one tick of the clock have the same time.
inline void writeLater(const QString &path, const QByteArrayList &lines)
{
    const bool isThere = QFileInfo::exists(path);
    const QDateTime before = QFileInfo(path).lastModified();
    QFile::remove(path);
    writeArchive(path, lines);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    if (isThere)
        QVERIFY(file.setFileTime(before.addSecs(60), QFileDevice::FileModificationTime));
}

} // namespace mmigrate::test
