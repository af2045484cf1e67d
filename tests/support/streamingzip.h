// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QFile>
#include <QString>

#include <vector>

namespace mmigrate {

/// Writes ZIPs as Mattermost's exporter does: in a stream, CRC and sizes in data descriptors behind
/// the data (flag bit 3), ZIP64 where it is needed. Of its own, so that the tests do not depend on
/// the libraries they test, and so that it can lie where a test wants it to.
class StreamingZip
{
public:
    /// What is wrong about an entry.
    struct Lie
    {
        bool wrongCrc = false;
        bool encrypted = false;   ///< only the flag
        qint64 addToSize = 0;     ///< to both sizes in the directory
        qint64 addToUnpacked = 0; ///< to the unpacked size in the directory alone
    };

    explicit StreamingZip(const QString &path);

    void addDeflated(const QByteArray &name, const QByteArray &bytes);
    void addDeflated(const QByteArray &name, const QByteArray &bytes, const Lie &lie);
    void addStored(const QByteArray &name, const QByteArray &bytes);
    void addStored(const QByteArray &name, const QByteArray &bytes, const Lie &lie);
    /// A stored entry of zeros; the file system keeps a hole.
    void addZeros(const QByteArray &name, qint64 size);
    /// The directory. Must be called.
    void finish();

private:
    struct Entry
    {
        QByteArray name;
        quint16 flags;
        quint16 method;
        quint32 crc;
        qint64 packed;
        qint64 size;
        qint64 offset;
    };

    Entry begin(const QByteArray &name, quint16 method, const Lie &lie);
    void end(Entry entry, const Lie &lie);
    void writeRecord(const Entry &entry);
    void writeEnd(qint64 directoryAt, qint64 directorySize);

    QFile m_file;
    std::vector<Entry> m_entries;
};

} // namespace mmigrate
