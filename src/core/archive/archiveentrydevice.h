// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archiveerror.h"

#include <QIODevice>

#include <memory>
#include <optional>

struct zip;
struct zip_file;

namespace mmigrate {

/// The unpacked bytes of one archive entry, sequentially and unbuffered: memory does not depend on
/// its size.
class ArchiveEntryDevice : public QIODevice
{
    Q_OBJECT

public:
    /// Takes over \a file; \a archive is held open as long as this lives. \a size: bytes that the
    /// directory promises; more or fewer are damage, and no more are read.
    ArchiveEntryDevice(std::shared_ptr<zip> archive, zip_file *file, const QString &path,
                       const QString &entryName, qint64 size);
    ~ArchiveEntryDevice() override;

    bool isSequential() const override { return true; }
    bool atEnd() const override { return m_atEnd; }
    /// Why the last read failed: ArchiveInvalid damaged-entry or unreadable. Nothing: no failure so
    /// far.
    const std::optional<Error> &failure() const { return m_failure; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    qint64 fail(ArchiveReason reason, const QString &detail);

    std::shared_ptr<zip> m_archive;
    zip_file *m_file = nullptr;
    QString m_path;
    QString m_entryName;
    const qint64 m_size;
    qint64 m_read = 0;
    bool m_atEnd = false;
    std::optional<Error> m_failure;
};

} // namespace mmigrate
