// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/check/archivecheck.h"
#include "core/base/stepcontrol.h"

#include <QCoreApplication>

#include <cstdio>

using namespace mmigrate;

/// mmigrate_checkbench ARCHIVE: every rule over all lines, and nothing else. For checkspeed.py.
int main(int argc, char *argv[])
{
    const QCoreApplication application(argc, argv);
    const Result<ArchiveReader> archive = ArchiveReader::open(application.arguments().value(1));
    if (!archive) {
        std::fprintf(stderr, "%s\n", qPrintable(archive.error().toLogLine()));
        return 1;
    }
    StepControl control;
    const Result<CheckReport> report = checkArchive(*archive, {}, control);
    if (!report) {
        std::fprintf(stderr, "%s\n", qPrintable(report.error().toLogLine()));
        return 1;
    }
    std::printf("%lld lines\n", static_cast<long long>(report->lines));
    for (const FindingGroup &group : report->groups)
        std::printf("%s %lld\n", qPrintable(checkRuleName(group.rule)),
                    static_cast<long long>(group.count));
    return 0;
}
