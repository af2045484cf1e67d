// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/api/mattermostclient.h"
#include "core/archive/archivescan.h"
#include "core/base/progress.h"
#include "core/destination/collision.h"

namespace mmigrate {

/// Looks for everything of an archive that meets its like on the destination.
///
/// People are asked for by name in batches. By address there is no batch in any version: addresses
/// of those whom the names have not settled are asked for one by one, or, where that takes fewer
/// requests, all accounts of the destination are gone through page by page. So it is never more
/// than (accounts there / 200) or (unsettled people) requests, one after the other. Of accounts
/// that were found by name it is asked, 200 at a time, whether somebody uses them. Channels are
/// looked at only in teams that exist: their lists, then those of the archive that the lists do not
/// have (archived private channels are in no list).
///
/// @param operatorId the account that will run the import
/// @param progress items of the archive that are settled, of all; "people", "channels", "emoji" in
/// Progress::counts
/// Errors: Cancelled, and those of the connection.
Result<CollisionReport> findCollisions(MattermostClient &destination, const ArchiveNames &names,
                                       const QString &operatorId,
                                       const ProgressSink &progress = {});

/// Those of the names that belong to an account there, in lower case.
Result<QMap<QString, User>> accountsOf(MattermostClient &destination, const QStringList &usernames);

/// Names of all custom emoji; none where they are switched off. Errors: those of MattermostClient.
Result<QSet<QString>> emojiOf(MattermostClient &destination);

} // namespace mmigrate
