// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practiceclient.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace mmigrate::test {

// Lines of archives: one team "acme" with a channel "one", and people in it.
QByteArray versionLine();
QByteArray teamLine();
QByteArray channelLine();
QByteArray user(const QByteArray &name, const QByteArray &more = {}, const QByteArray &email = {});
QByteArray post(const QByteArray &message, const QByteArray &more = {},
                const QByteArray &createAt = "1000");
QByteArray directPost(const QByteArray &members, const QByteArray &more = {});
/// Version, team, channel and ann on lines 1 to 4, then these.
QList<QByteArray> withLines(const QList<QByteArray> &more);

/// An archive and what its import says.
struct Case
{
    const char *name; ///< of the recorded job
    QByteArray archive;
    const char *line; ///< as told; nullptr: none
    QJsonObject config{};
};

/// Errors that both versions tell.
QList<Case> commonErrors();
/// Errors of 5.37 only: the newer one takes these.
QList<Case> oldErrors();
/// Errors of 5.37 about files that it never takes from the archive.
QList<Case> oldFileErrors();
/// What both take.
QList<Case> commonSuccesses();

} // namespace mmigrate::test
