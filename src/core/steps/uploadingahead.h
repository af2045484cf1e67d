// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <atomic>
#include <functional>
#include <memory>

namespace mmigrate {

class GrowingFile;
class StepContext;
struct MigrationState;

/// Whether an upload beside the download is possible and wanted.
bool mayUploadAhead(const MigrationState &state);

/// The work of that second worker: finds out what the archive will look like, makes room for it at
/// the destination, and sends what is there of it. Ends when all up to the archive's directory is
/// sent, or when `isEnding` is set.
///
/// Nothing depends on it: after any error the upload's own step goes on, or begins.
class UploadingAhead
{
public:
    UploadingAhead(std::shared_ptr<GrowingFile> archive, const std::atomic_bool &isEnding);

    /// @param settingsDone called when no setting of the destination will be touched any more
    Result<void> run(StepContext &context, const std::function<void()> &settingsDone);

private:
    Result<bool> plan(StepContext &context) const;
    Result<bool> makeRoom(StepContext &context) const;

    std::shared_ptr<GrowingFile> m_archive;
    const std::atomic_bool &m_isEnding;
};

} // namespace mmigrate
