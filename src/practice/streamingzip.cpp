// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/streamingzip.h"

#include <vector>
#include <zlib.h>

namespace mmigrate::practice {

namespace {

constexpr quint32 max32 = 0xffffffff;
constexpr quint16 flags = 0x0808; // data descriptor, UTF-8 names

/// Little-endian numbers, one after the other.
class Packer
{
public:
    Packer &u16(quint16 value) { return bytes(value, 2); }
    Packer &u32(quint32 value) { return bytes(value, 4); }
    Packer &u64(quint64 value) { return bytes(value, 8); }
    Packer &raw(const QByteArray &data)
    {
        m_data += data;
        return *this;
    }
    const QByteArray &data() const { return m_data; }

private:
    Packer &bytes(quint64 value, int count)
    {
        for (int i = 0; i < count; ++i)
            m_data.append(char((value >> (8 * i)) & 0xff));
        return *this;
    }
    QByteArray m_data;
};

} // namespace

class StreamingZip::Deflater
{
public:
    Deflater()
    {
        deflateInit2(&m_stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -MAX_WBITS, 8,
                     Z_DEFAULT_STRATEGY);
    }
    ~Deflater() { deflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Deflater)

    QByteArray code(const QByteArray &data, bool last)
    {
        QByteArray coded;
        std::vector<char> buffer(64 * 1024);
        m_stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data.constData()));
        m_stream.avail_in = uInt(data.size());
        do {
            m_stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
            m_stream.avail_out = uInt(buffer.size());
            deflate(&m_stream, last ? Z_FINISH : Z_NO_FLUSH);
            coded.append(buffer.data(), qsizetype(buffer.size() - m_stream.avail_out));
        } while (m_stream.avail_out == 0);
        return coded;
    }

private:
    z_stream m_stream{};
};

StreamingZip::StreamingZip(const QString &path)
    : m_file(path)
{
}

StreamingZip::~StreamingZip() = default;

bool StreamingZip::open()
{
    return m_file.open(QIODevice::WriteOnly | QIODevice::Truncate);
}

bool StreamingZip::put(const QByteArray &bytes)
{
    m_position += quint64(bytes.size());
    return m_file.write(bytes) == bytes.size();
}

bool StreamingZip::beginEntry(const QString &name, bool deflated)
{
    Entry entry;
    entry.name = name.toUtf8();
    entry.deflated = deflated;
    entry.offset = m_position;
    entry.crc = quint32(crc32(0, nullptr, 0));
    m_entries.append(entry);
    m_deflater = deflated ? std::make_unique<Deflater>() : nullptr;
    Packer head;
    head.u32(0x04034b50).u16(20).u16(flags).u16(deflated ? 8 : 0).u16(0).u16(0);
    head.u32(0).u32(0).u32(0).u16(quint16(entry.name.size())).u16(0).raw(entry.name);
    return put(head.data());
}

bool StreamingZip::write(const QByteArray &data)
{
    Entry &entry = m_entries.last();
    entry.crc = quint32(
        crc32(entry.crc, reinterpret_cast<const Bytef *>(data.constData()), uInt(data.size())));
    entry.size += quint64(data.size());
    const QByteArray packed = m_deflater ? m_deflater->code(data, false) : data;
    entry.packedSize += quint64(packed.size());
    return put(packed);
}

bool StreamingZip::endEntry()
{
    Entry &entry = m_entries.last();
    bool ok = true;
    if (m_deflater) {
        const QByteArray rest = m_deflater->code({}, true);
        entry.packedSize += quint64(rest.size());
        ok = put(rest);
        m_deflater.reset();
    }
    Packer tail;
    tail.u32(0x08074b50).u32(entry.crc);
    if (entry.size > max32 || entry.packedSize > max32)
        tail.u64(entry.packedSize).u64(entry.size);
    else
        tail.u32(quint32(entry.packedSize)).u32(quint32(entry.size));
    return ok && put(tail.data());
}

bool StreamingZip::addFile(const QString &name, const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || !beginEntry(name, false))
        return false;
    while (!file.atEnd()) {
        const QByteArray piece = file.read(256 * 1024);
        if (piece.isEmpty() || !write(piece))
            return false;
    }
    return endEntry();
}

QByteArray StreamingZip::directoryEntry(const Entry &entry) const
{
    const bool large = entry.size > max32 || entry.packedSize > max32 || entry.offset > max32;
    Packer extra;
    if (large)
        extra.u16(1).u16(24).u64(entry.size).u64(entry.packedSize).u64(entry.offset);
    const quint16 version = large ? 45 : 20;
    Packer record;
    record.u32(0x02014b50)
        .u16(version)
        .u16(version)
        .u16(flags)
        .u16(entry.deflated ? 8 : 0)
        .u16(0)
        .u16(0);
    record.u32(entry.crc);
    record.u32(large ? max32 : quint32(entry.packedSize)).u32(large ? max32 : quint32(entry.size));
    record.u16(quint16(entry.name.size()))
        .u16(quint16(extra.data().size()))
        .u16(0)
        .u16(0)
        .u16(0)
        .u32(0);
    record.u32(large ? max32 : quint32(entry.offset)).raw(entry.name).raw(extra.data());
    return record.data();
}

bool StreamingZip::finish()
{
    const quint64 start = m_position;
    for (const Entry &entry : std::as_const(m_entries)) {
        if (!put(directoryEntry(entry)))
            return false;
    }
    const quint64 size = m_position - start;
    const quint64 count = quint64(m_entries.size());
    const bool large = count > 0xffff || size > max32 || start > max32;
    Packer end;
    if (large) {
        const quint64 endOffset = m_position;
        end.u32(0x06064b50)
            .u64(44)
            .u16(45)
            .u16(45)
            .u32(0)
            .u32(0)
            .u64(count)
            .u64(count)
            .u64(size)
            .u64(start);
        end.u32(0x07064b50).u32(0).u64(endOffset).u32(1);
    }
    const quint16 shortCount = large ? 0xffff : quint16(count);
    end.u32(0x06054b50).u16(0).u16(0).u16(shortCount).u16(shortCount);
    end.u32(large ? max32 : quint32(size)).u32(large ? max32 : quint32(start)).u16(0);
    return put(end.data()) && m_file.flush();
}

} // namespace mmigrate::practice
