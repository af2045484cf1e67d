// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>

#include <optional>
#include <vector>

namespace mmigrate {

/// Undoes what 5.x does to a thread whose replies have files: every such reply lists the files of
/// all of them, one reply's after the other's, in the order of the replies.
///
/// \a authors: the users of the replies with files, in order. \a paths: the list that each of them
/// has. Returns for each reply which of the paths are its own. As many files as replies: one each.
/// Otherwise the uploader's id, which the path contains, tells whose they are; several replies of
/// one person in a row whose shares cannot be told keep them all. Nothing when it cannot be told at
/// all.
std::optional<std::vector<std::vector<bool>>>
replyFileOwners(const std::vector<QByteArray> &authors, const std::vector<QByteArray> &paths);

} // namespace mmigrate
