// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/collisiondecisions.h"

#include <QString>

namespace mmigrate {

/// The kind, short, for a table: "Same name, other e-mail address".
QString collisionKindText(CollisionKind kind);
/// Who or what meets whom there, and what an import would do to it, in one or two sentences.
QString collisionSentence(const Collision &collision);
/// Short, for a list: "Import under another name".
QString decisionText(Decision decision);
/// What becomes of such a one, in one sentence. Only for decisions that the kind knows
/// (possibleDecisions()); else that it is not possible.
QString decisionEffect(CollisionKind kind, Decision decision);
/// What is decided about one, for a table: "Import under another name: ann.old".
QString decidedText(const Collision &collision, const CollisionDecisions &decisions);
/// All of them as text: how many of a kind, the first of them, and what is decided about them.
QString collisionReportText(const CollisionReport &report,
                            const CollisionDecisions &decisions = {});
/// Why a name that was chosen cannot be given (DestinationCheckRecord::targetError), in one
/// sentence; empty: it can.
QString targetErrorText(const QJsonObject &targetError);

} // namespace mmigrate
