// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>

#include <memory>

struct z_stream_s;

namespace mmigrate {

/// Reads a ZIP from its first byte on while the rest, with the directory, is not there yet: the
/// CRC-32 of each entry, by the local headers and data descriptors (APPNOTE.TXT 4.3.7 and 4.3.9).
///
/// Stops at the first thing that it does not understand. That says nothing about the archive: the
/// entries so far are right, the others nobody has looked at. Memory for one piece and, per entry,
/// some 60 bytes.
class ZipFollower
{
public:
    struct Entry
    {
        qint64 packedBytes = 0;
        qint64 size = 0;    ///< bytes when unpacked
        quint32 crc32 = 0;  ///< of these, computed from them
        quint16 method = 0; ///< 0 stored, 8 deflated
    };

    ZipFollower();
    ~ZipFollower();
    ZipFollower(ZipFollower &&) noexcept;
    ZipFollower &operator=(ZipFollower &&) noexcept;

    /// The next bytes of the file.
    void take(const char *data, qint64 count);
    /// No further byte will tell anything: the directory has begun, or what came is not understood.
    bool isAtEnd() const { return m_state == State::End; }
    /// Those that were read to their end, by the offset of their local headers.
    const QHash<qint64, Entry> &entries() const { return m_entries; }

private:
    enum class State { Header, Stored, StoredToDescriptor, Deflated, Descriptor, End };

    bool step();
    bool readHeader();
    bool readStored();
    bool readStoredToDescriptor();
    bool inflatePiece();
    bool readDescriptor();
    void beginData(QByteArrayView header);
    bool finishEntry(qint64 descriptorBytes);
    bool giveUp();

    QByteArrayView rest() const { return QByteArrayView(m_buffer).sliced(m_at); }
    void consume(qint64 count);
    void addUnpacked(const char *data, qint64 count);
    qint64 descriptorBytes() const;

    State m_state = State::Header;
    QByteArray m_buffer;
    qsizetype m_at = 0;  ///< of m_buffer: the first byte that is not read yet
    qint64 m_offset = 0; ///< of that byte in the file

    qint64 m_headerOffset = 0;
    qint64 m_packedBytes = 0; ///< as the header says; not known where a descriptor follows
    bool m_hasDescriptor = false;
    Entry m_entry;
    std::unique_ptr<z_stream_s, void (*)(z_stream_s *)> m_inflate;
    QByteArray m_unpacked;
    QHash<qint64, Entry> m_entries;
};

} // namespace mmigrate
