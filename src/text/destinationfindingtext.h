// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/destination/destinationreport.h"

#include <QString>

namespace mmigrate {

/// What was found on the destination, in one sentence with its numbers.
QString destinationFindingSentence(const DestinationFinding &finding);
/// What to do about it, and who has to do it.
QString destinationFindingAdvice(const DestinationFinding &finding);
/// A setting in plain words, to be read inside a sentence: "largest file"; one that is not known
/// here as it is.
QString settingText(const QString &setting);
/// Its value for people: a size, a number, "on", "off", seconds.
QString settingValueText(const QString &setting, const QVariant &value);
/// All of it as text: the worst first.
QString destinationReportText(const DestinationReport &report);

} // namespace mmigrate
