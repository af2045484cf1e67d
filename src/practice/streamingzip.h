// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QFile>
#include <QList>
#include <QString>

#include <memory>

namespace mmigrate::practice {

/// Writes a ZIP the way Go's archive/zip does into a pipe: sizes and CRC stand behind the data
/// (flag bit 3), also of stored entries, ZIP64 where it is needed. No library writes stored entries
/// so, and readers have to cope with it.
class StreamingZip
{
public:
    explicit StreamingZip(const QString &path);
    ~StreamingZip();
    Q_DISABLE_COPY_MOVE(StreamingZip)

    bool open(); ///< the file is there from now on, with 0 bytes
    bool beginEntry(const QString &name, bool deflated);
    bool write(const QByteArray &data);
    bool endEntry();
    /// A stored entry with the file's bytes.
    bool addFile(const QString &name, const QString &path);
    bool finish();

private:
    class Deflater;
    struct Entry
    {
        QByteArray name;
        bool deflated = false;
        quint32 crc = 0;
        quint64 size = 0;
        quint64 packedSize = 0;
        quint64 offset = 0;
    };
    bool put(const QByteArray &bytes);
    QByteArray directoryEntry(const Entry &entry) const;

    QFile m_file;
    quint64 m_position = 0;
    QList<Entry> m_entries;
    std::unique_ptr<Deflater> m_deflater;
};

} // namespace mmigrate::practice
