// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/migrationcommand.h"
#include "core/archive/check/checkreport.h"

namespace mmigrate::cli {

/// check: what would stop or harm an import of an archive at a destination. Checks the archive,
/// signs in, looks, signs out; changes nothing, and leaves nothing on this computer but the files
/// that were asked for. Exit status 0 when an import could begin as it is, 3 when something has to
/// be decided or changed first.
class CheckCommand final : public MigrationCommand
{
    Q_OBJECT
public:
    using MigrationCommand::MigrationCommand;

protected:
    Result<void> prepareNew(RunRequest &request) override;
    bool askAndGoOn(const RunOutcome &outcome) override;
    int conclude(const std::optional<Error> &error) override;

private:
    Result<int> tell();
    Result<CheckReport> findingsOfArchive();
};

} // namespace mmigrate::cli
