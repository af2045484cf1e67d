// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"

#include <QString>

namespace mmigrate {

/// What is wrong, in one sentence: that of the server's own error where it has one.
QString findingSentence(CheckRule rule);
/// What follows for the import: "stops the import", "would be lost", "good to know".
QString severityText(Severity severity);
/// What becomes of a rule's findings, or what the person can do about them.
QString findingAdvice(const FindingGroup &group, const CheckReport &report);
/// Where it is: "line 812, post.message (red/general)".
QString findingPlace(const Finding &finding);
/// All of it as text: the worst first, each with its first places.
QString checkReportText(const CheckReport &report);

} // namespace mmigrate
