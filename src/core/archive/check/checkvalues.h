// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArrayView>

/// The importer's own ideas of names and values. Lengths are counted in bytes where the servers do
/// so, in characters (Unicode code points) where they do that. All texts are valid UTF-8.
namespace mmigrate::checks {

/// Code points.
qsizetype characters(QByteArrayView utf8);

bool isTeamName(QByteArrayView lowerCase);
bool isReservedTeamName(QByteArrayView name);
/// \a strict: as servers before 7.0 want it, which take no '-' or '_' at the end.
bool isChannelName(QByteArrayView lowerCase, bool strict);
/// 1 to 64 of a-z 0-9 . - _, and none of the names that servers keep for themselves.
bool isUsername(QByteArrayView name);
bool isEmail(QByteArrayView address);
bool isRoleName(QByteArrayView name);
/// Names separated by blanks; system_admin alone is refused.
bool areRoles(QByteArrayView roles);
bool hasRole(QByteArrayView roles, QByteArrayView role);
bool isSchemeName(QByteArrayView name);
bool isEmojiName(QByteArrayView name);
bool isAuthService(QByteArrayView name);
/// A JSON object of texts, or blank.
bool isTheme(QByteArrayView json);
/// Leads out of the folder that it is taken from.
bool leadsOutside(QByteArrayView path);

} // namespace mmigrate::checks
