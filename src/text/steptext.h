// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/correctionrule.h"
#include "core/base/progress.h"
#include "core/steps/workingspace.h"

#include <QString>

namespace mmigrate {

/// "Download the archive"
QString stepTitle(StepId step);

/// The moment of a step in one short line: "1.2 GB of 3.4 GB", "waiting for the server (it looks
/// for jobs every 15 seconds)".
QString progressText(const Progress &progress);

/// "20 MB of it sent already", while the upload runs beside another step; empty: it does not.
QString sentAheadText(const Progress &progress);

/// What a correction did, with its number: "Took 12 missing files off their messages."
QString correctionText(CorrectionRule rule, qint64 count);

/// "include_archived_channels" -> "archived channels"
QString exportOptionText(const QString &option);
/// Whether this computer has room for a corrected archive, and what to do where it has not.
QString workingSpaceText(const WorkingSpace &space);

} // namespace mmigrate
