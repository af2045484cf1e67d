// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/check/linerepair.h"

#include <QList>

#include <cstdlib>

using namespace mmigrate;

namespace {

const ArchiveReader &archive()
{
    static const Result<ArchiveReader> reader =
        ArchiveReader::open(QStringLiteral(MMIGRATE_FUZZ_CORPUS "/zip/stored.zip"));
    if (!reader)
        std::abort();
    return *reader;
}

} // namespace

/// The bytes as import.jsonl: nothing in it may crash the check or the repair, and what was
/// repaired needs no second repair.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    for (const char *version : {"5.37", "7.6", "11.6"}) {
        CheckContext context;
        context.destinationVersion = QVersionNumber::fromString(QLatin1String(version));
        context.mostMessageCharacters = 20;
        context.permissions = {"create_post"};
        ChangeLog log;
        ChangeLog secondLog;
        LineRepair repair(archive(), context, log);
        LineRepair second(archive(), context, secondLog);
        qint64 number = 0;
        const QList<QByteArray> lines = text.split('\n');
        for (const QByteArray &line : lines) {
            const LineRepair::Verdict verdict = repair.repair(line, ++number);
            if (verdict == LineRepair::Verdict::Drop)
                continue;
            const QByteArray mended =
                verdict == LineRepair::Verdict::Rewrite ? repair.rewritten() : line;
            if (second.repair(mended, number) != LineRepair::Verdict::Keep)
                std::abort();
        }
    }
    return 0;
}
