// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Starts the import job for exactly the uploaded file, follows it, and puts the operator's
/// memberships back afterwards.
///
/// Errors: JobFailed (facts "error", "line", "lineText"), JobCancelled, JobStalled, NotFound (the
/// uploaded file is gone; the upload is then done again), NotAdministrator (the account lost its
/// rights).
class RunImport : public MigrationStep
{
public:
    StepId id() const override { return StepId::RunImport; }
    Result<void> run(StepContext &context) override;

private:
    Result<void> resolveEarlierJob(StepContext &context) const;
    Result<void> startJob(StepContext &context) const;
    Result<QString> createJob(StepContext &context, const QMap<QString, QString> &data) const;
    Result<void> forgetJob(StepContext &context) const;
    enum class Leftover { None, File }; ///< what lies on the destination of the upload
    Result<void> forgetUpload(StepContext &context, Leftover leftover) const;
    Result<void> followJobToEnd(StepContext &context) const;
    Error jobFailed(StepContext &context, const Job &job) const;
    Result<void> startContentExtraction(StepContext &context) const;
};

} // namespace mmigrate
