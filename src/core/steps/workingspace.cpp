// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/workingspace.h"

#include "core/archive/diskerror.h"
#include "core/steps/archiveplace.h"
#include "core/steps/tailplan.h"

#include <QFileInfo>

namespace mmigrate {

qint64 bytesToPrepare(const MigrationState &state, qint64 listBytes)
{
    const std::optional<TailPlan> tail = tailInsteadOfCopy(state);
    return listBytes + (tail ? tail->size - tail->from : QFileInfo(state.archive.path).size());
}

WorkingSpace workingSpace(const MigrationState &state)
{
    const QString path = besideArchive(state, QString());
    return {QFileInfo(path).path(), state.destinationCheck.workingBytes, freeBytes(path)};
}

} // namespace mmigrate
