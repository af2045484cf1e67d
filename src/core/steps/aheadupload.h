// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <functional>
#include <memory>

namespace mmigrate {

class GrowingFile;
class StepContext;
class StepControl;
struct MigrationState;

/// The upload that runs in a second worker while the archive is still downloaded, as the steps of
/// the first one see it. As long as it has the state's `upload`, nobody else may change that.
class AheadUpload
{
public:
    AheadUpload() = default;
    virtual ~AheadUpload() = default;
    Q_DISABLE_COPY_MOVE(AheadUpload)

    /// What the download fills and the upload follows.
    virtual std::shared_ptr<GrowingFile> archive() const = 0;
    /// Begins with the sign-ins of that context, unless it runs, or is not to begin by itself.
    virtual void begin(StepContext &context) = 0;
    virtual qint64 sentBytes() const = 0; ///< -1: it has not begun

    /// Returns when the destination's settings are ours again (state.adjustedSettings).
    /// Errors: Cancelled.
    virtual Result<void> awaitSettings(StepControl &control) = 0;

    virtual bool isRunning() const = 0;
    /// Lets the part under way be sent to its end, and then ends it; does not wait.
    virtual void endAfterPart() = 0;
    /// Ends it at once, if it runs, and brings what it has done into the state.
    virtual void takeBack(MigrationState &state) = 0;
    /// The same, and what has to be done before it may begin again.
    virtual Result<void> whileStopped(MigrationState &state,
                                      const std::function<Result<void>()> &change) = 0;
};

/// For other bytes than those sent so far: what was sent of them, in whatever way, is given up.
/// Errors: Disk (the journal).
Result<void> forgetUpload(StepContext &context);

/// For bytes that are about to change or to go: what was sent of them in advance is given up.
/// Errors: Cancelled, Disk (the journal).
Result<void> forgetUploadAhead(StepContext &context);

} // namespace mmigrate
