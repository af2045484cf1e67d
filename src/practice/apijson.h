// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/workspace.h"

#include <QJsonObject>

namespace mmigrate::practice {

enum class View {
    Own,  ///< what somebody sees of himself: notify settings and so on
    List, ///< what look-ups show
};

QJsonObject userJson(const User &user, View view);
QJsonObject teamJson(const Team &team);
QJsonObject channelJson(const Workspace &workspace, const Channel &channel);
QJsonObject teamMemberJson(const Workspace &workspace, const Member &member);
QJsonObject channelMemberJson(const Workspace &workspace, const Member &member);
QJsonObject postJson(const Workspace &workspace, const Post &post);
QJsonObject fileJson(const Workspace &workspace, const StoredFile &file);
QString mimeTypeOf(const QString &fileName);

} // namespace mmigrate::practice
