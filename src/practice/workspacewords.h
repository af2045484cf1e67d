// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>

namespace mmigrate::practice {

/// Words for the made-up workspace.
const QStringList &firstNames();
const QStringList &lastNames();
const QStringList &positions();
const QStringList &openings(); ///< of messages
const QStringList &subjects();
const QStringList &endings();
const QStringList &replies();
const QStringList &reactionNames();
const QStringList &fileNames(); ///< with extensions

} // namespace mmigrate::practice
