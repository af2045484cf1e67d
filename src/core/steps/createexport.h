// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

/// Creates an export on the source and finds its finished file, or takes one that lies there
/// already.
///
/// Errors: JobFailed (facts "error"), JobCancelled, JobStalled, ExportAmbiguous, NotFound (the
/// export to be used is not there; facts "name", "names").
class CreateExport : public MigrationStep
{
public:
    StepId id() const override { return StepId::CreateExport; }
    Result<void> run(StepContext &context) override;

private:
    Result<void> useExisting(StepContext &context) const;
    Result<void> forgetEndedJob(StepContext &context) const;
    Result<void> startJob(StepContext &context) const;
    Result<void> followToFile(StepContext &context) const;
    Result<void> waitForWholeFile(StepContext &context) const;
};

/// Which of the options a server of that version knows, as members of the job's data.
struct ExportJobOptions
{
    QMap<QString, QString> data{};
    QStringList ignored{}; ///< asked for, but unknown to this version
};
ExportJobOptions exportJobOptions(const MigrationOptions &options, const ServerVersion &version);

/// For an export that is no longer on the server: the next run makes (or chooses) one anew.
/// NotFound.
Error forgetExport(StepContext &context);

/// Finds out which file of the list belongs to a job. Newer servers name it after the job; 5.37
/// and 6.6 give it a random name, so it is one that was not there before, and among several the one
/// that came when the job began to run.
class ExportFileFinder
{
public:
    ExportFileFinder(const QString &jobId, const QStringList &filesBefore);

    /// To be called at each look, with the list asked for after the job.
    void look(const Job &job, const QStringList &files);
    /// The file; ExportAmbiguous or NotFound when it cannot be told.
    Result<QString> result() const;

private:
    QString m_namedAfterJob;
    QStringList m_filesBefore;
    QStringList m_candidates; ///< new, and first seen when the job ran
    QStringList m_foreign;    ///< came while the job was still pending
    bool m_sawPending = false;
};

} // namespace mmigrate
