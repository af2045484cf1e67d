// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/migrationstep.h"

namespace mmigrate {

struct SplitFile;

/// What goes to the destination: the archive, its corrected copy, or its beginning and a tail.
SplitFile uploadedFile(const ArchiveRecord &archive);

/// Sends the archive (or its corrected copy) into an upload session of type import; ends when the
/// destination lists it as a file that can be imported. Before the last bytes go, what was sent
/// must hash to what was noted when the archive was checked and prepared; else SourceFileChanged,
/// and the next run checks (or prepares) again and sends all of it anew.
///
/// Errors: FileTooLarge, ImportsRefused, NotSupported (attachments are off), SourceFileChanged,
/// RequestTooLarge (a proxy refuses even small chunks), and those of the connection.
class UploadArchive : public MigrationStep
{
public:
    StepId id() const override { return StepId::UploadArchive; }
    Result<void> run(StepContext &context) override;
};

} // namespace mmigrate
