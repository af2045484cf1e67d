// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/streamingzip.h"

#include <QtEndian>

#include <zlib.h>

namespace mmigrate {

namespace {

constexpr qint64 limit32 = 0xFFFFFFFF;

template <typename T>
void put(QByteArray &out, T value)
{
    char bytes[sizeof(T)];
    qToLittleEndian(value, bytes);
    out.append(bytes, sizeof(T));
}

quint32 crcOf(const QByteArray &bytes)
{
    return static_cast<quint32>(crc32_z(0, reinterpret_cast<const Bytef *>(bytes.constData()),
                                        static_cast<z_size_t>(bytes.size())));
}

QByteArray deflated(const QByteArray &bytes)
{
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
    QByteArray out(static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(bytes.size()))),
                   '\0');
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.constData()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return out;
}

// Of any number of zeros in a logarithmic number of steps.
quint32 crcOfZeros(qint64 count)
{
    uLong crc = 0;
    uLong block = crcOf(QByteArray(1, '\0'));
    qint64 blockSize = 1;
    for (; count > 0; count >>= 1) {
        if (count & 1)
            crc = crc32_combine(crc, block, blockSize);
        block = crc32_combine(block, block, blockSize);
        blockSize *= 2;
    }
    return static_cast<quint32>(crc);
}

bool isAscii(const QByteArray &name)
{
    for (const char c : name) {
        if (static_cast<uchar>(c) >= 0x80)
            return false;
    }
    return true;
}

} // namespace

StreamingZip::StreamingZip(const QString &path)
    : m_file(path)
{
    if (!m_file.open(QIODevice::WriteOnly | QIODevice::Truncate))
        qFatal("cannot write %s", qPrintable(path));
}

StreamingZip::Entry StreamingZip::begin(const QByteArray &name, quint16 method, const Lie &lie)
{
    Entry entry{};
    entry.name = name;
    entry.flags = static_cast<quint16>(8 | (isAscii(name) ? 0 : 0x800) | (lie.encrypted ? 1 : 0));
    entry.method = method;
    entry.offset = m_file.pos();
    QByteArray header;
    put<quint32>(header, 0x04034b50);
    put<quint16>(header, 20);
    put<quint16>(header, entry.flags);
    put<quint16>(header, method);
    put<quint32>(header, 0); // time and date
    put<quint32>(header, 0); // CRC and sizes: in the descriptor
    put<quint32>(header, 0);
    put<quint32>(header, 0);
    put<quint16>(header, static_cast<quint16>(name.size()));
    put<quint16>(header, 0);
    m_file.write(header + name);
    return entry;
}

void StreamingZip::end(Entry entry, const Lie &lie)
{
    entry.crc ^= lie.wrongCrc ? 1 : 0;
    QByteArray descriptor;
    put<quint32>(descriptor, 0x08074b50);
    put<quint32>(descriptor, entry.crc);
    if (entry.size >= limit32 || entry.packed >= limit32) {
        put<quint64>(descriptor, static_cast<quint64>(entry.packed));
        put<quint64>(descriptor, static_cast<quint64>(entry.size));
    } else {
        put<quint32>(descriptor, static_cast<quint32>(entry.packed));
        put<quint32>(descriptor, static_cast<quint32>(entry.size));
    }
    m_file.write(descriptor);
    entry.size += lie.addToSize + lie.addToUnpacked;
    entry.packed += lie.addToSize;
    m_entries.push_back(entry);
}

void StreamingZip::addDeflated(const QByteArray &name, const QByteArray &bytes)
{
    addDeflated(name, bytes, Lie());
}

void StreamingZip::addDeflated(const QByteArray &name, const QByteArray &bytes, const Lie &lie)
{
    Entry entry = begin(name, 8, lie);
    const QByteArray packed = deflated(bytes);
    m_file.write(packed);
    entry.crc = crcOf(bytes);
    entry.packed = packed.size();
    entry.size = bytes.size();
    end(entry, lie);
}

void StreamingZip::addStored(const QByteArray &name, const QByteArray &bytes)
{
    addStored(name, bytes, Lie());
}

void StreamingZip::addStored(const QByteArray &name, const QByteArray &bytes, const Lie &lie)
{
    Entry entry = begin(name, 0, lie);
    m_file.write(bytes);
    entry.crc = crcOf(bytes);
    entry.packed = bytes.size();
    entry.size = bytes.size();
    end(entry, lie);
}

void StreamingZip::addZeros(const QByteArray &name, qint64 size)
{
    Entry entry = begin(name, 0, Lie());
    m_file.seek(m_file.pos() + size);
    entry.crc = crcOfZeros(size);
    entry.packed = size;
    entry.size = size;
    end(entry, Lie());
}

void StreamingZip::writeRecord(const Entry &entry)
{
    const bool large = entry.size >= limit32 || entry.packed >= limit32 || entry.offset >= limit32;
    QByteArray extra;
    if (large) {
        put<quint16>(extra, 1);
        put<quint16>(extra, 24);
        put<quint64>(extra, static_cast<quint64>(entry.size));
        put<quint64>(extra, static_cast<quint64>(entry.packed));
        put<quint64>(extra, static_cast<quint64>(entry.offset));
    }
    const auto field = [large](qint64 value) {
        return static_cast<quint32>(large ? limit32 : value);
    };
    QByteArray record;
    put<quint32>(record, 0x02014b50);
    put<quint16>(record, large ? 45 : 20);
    put<quint16>(record, large ? 45 : 20);
    put<quint16>(record, entry.flags);
    put<quint16>(record, entry.method);
    put<quint32>(record, 0);
    put<quint32>(record, entry.crc);
    put<quint32>(record, field(entry.packed));
    put<quint32>(record, field(entry.size));
    put<quint16>(record, static_cast<quint16>(entry.name.size()));
    put<quint16>(record, static_cast<quint16>(extra.size()));
    put<quint16>(record, 0); // comment
    put<quint16>(record, 0); // disk
    put<quint16>(record, 0); // attributes
    put<quint32>(record, 0);
    put<quint32>(record, field(entry.offset));
    m_file.write(record + entry.name + extra);
}

void StreamingZip::writeEnd(qint64 directoryAt, qint64 directorySize)
{
    const auto count = static_cast<qint64>(m_entries.size());
    QByteArray out;
    if (count >= 0xFFFF || directoryAt >= limit32 || directorySize >= limit32) {
        put<quint32>(out, 0x06064b50);
        put<quint64>(out, 44);
        put<quint16>(out, 45);
        put<quint16>(out, 45);
        put<quint32>(out, 0);
        put<quint32>(out, 0);
        put<quint64>(out, static_cast<quint64>(count));
        put<quint64>(out, static_cast<quint64>(count));
        put<quint64>(out, static_cast<quint64>(directorySize));
        put<quint64>(out, static_cast<quint64>(directoryAt));
        put<quint32>(out, 0x07064b50);
        put<quint32>(out, 0);
        put<quint64>(out, static_cast<quint64>(directoryAt + directorySize));
        put<quint32>(out, 1);
    }
    put<quint32>(out, 0x06054b50);
    put<quint32>(out, 0);
    put<quint16>(out, static_cast<quint16>(qMin<qint64>(count, 0xFFFF)));
    put<quint16>(out, static_cast<quint16>(qMin<qint64>(count, 0xFFFF)));
    put<quint32>(out, static_cast<quint32>(qMin(directorySize, limit32)));
    put<quint32>(out, static_cast<quint32>(qMin(directoryAt, limit32)));
    put<quint16>(out, 0);
    m_file.write(out);
}

void StreamingZip::finish()
{
    const qint64 directoryAt = m_file.pos();
    for (const Entry &entry : m_entries)
        writeRecord(entry);
    writeEnd(directoryAt, m_file.pos() - directoryAt);
    m_file.close();
    if (m_file.error() != QFileDevice::NoError)
        qFatal("cannot write %s", qPrintable(m_file.fileName()));
}

} // namespace mmigrate
