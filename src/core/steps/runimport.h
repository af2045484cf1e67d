// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Starts the import job for exactly the uploaded file, follows it, and puts the operator's
/// memberships back afterwards.
///
/// Errors: JobFailed (the server's error id and names where they are known; facts "error", "line",
/// "lineText" and, with a line, "ofCopy": it is one of the corrected copy, "lineIsNear": or one
/// close to it; "archive"), JobCancelled, JobStalled, NotFound (the uploaded file is gone; the
/// upload is then done again), SourceFileChanged (somebody mended the archive since it was
/// uploaded; it is then checked and uploaded again), NotAdministrator (the account lost its
/// rights).
class RunImport : public MigrationStep
{
public:
    StepId id() const override { return StepId::RunImport; }
    Result<void> run(StepContext &context) override;

private:
    Result<void> resolveEarlierJob(StepContext &context) const;
    Result<void> startJob(StepContext &context) const;
    Result<void> expectArchiveNotMended(StepContext &context) const;
    Result<QString> createJob(StepContext &context, const QMap<QString, QString> &data) const;
    Result<void> forgetJob(StepContext &context) const;
    enum class Leftover { None, File }; ///< what lies on the destination of the upload
    Result<void> forgetUpload(StepContext &context, Leftover leftover) const;
    Result<void> followJobToEnd(StepContext &context) const;
    Error jobFailed(StepContext &context, const Job &job) const;
    Result<void> startContentExtraction(StepContext &context) const;
};

/// Between runs: whoever mends the archive after an import that failed means that one to be
/// imported. Lets the next run check, prepare and upload it, and returns true. What the check finds
/// to be the same archive after all is not uploaded again.
bool noticeMendedArchive(MigrationState &state);

} // namespace mmigrate
