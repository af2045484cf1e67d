// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/archivereader.h"
#include "core/archive/archivescan.h"
#include "core/archive/check/archivecheck.h"
#include "core/archive/zipdirectory.h"
#include "core/archive/zipplaces.h"
#include "core/base/stepcontrol.h"

#include <QFile>
#include <QTemporaryDir>

#include <cstdlib>

using namespace mmigrate;

/// The bytes as an archive: everything that reads one says so or does its work.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("fuzz.zip"));
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::Truncate))
        std::abort();
    file.write(reinterpret_cast<const char *>(data), static_cast<qint64>(size));
    file.flush();
    (void)zipLayout(file);
    if (const std::optional<QList<ZipPlace>> places = zipPlaces(path))
        (void)firstForeignHeader(path, *places);
    const Result<ArchiveReader> archive = ArchiveReader::open(path);
    if (!archive)
        return 0;
    StepControl control;
    (void)archive->verifyCrc(control);
    (void)scanArchive(*archive, {}, control);
    (void)checkArchive(*archive, {}, control);
    return 0;
}
