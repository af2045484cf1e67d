// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/zipfollower.h"

#include "core/archive/zipnumbers.h"

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace mmigrate {

namespace {

constexpr quint32 localHeader = 0x04034b50;
constexpr qsizetype unpackedBytes = 64 * 1024;
constexpr QByteArrayView descriptorSignature("PK\x07\x08");
constexpr qsizetype headerFixedBytes = 30;
constexpr quint16 encrypted = 0x1;
constexpr quint16 sizesFollow = 0x8;
constexpr quint16 stored = 0;
constexpr quint16 deflated = 8;
constexpr quint32 inZip64Field = std::numeric_limits<quint32>::max();
// Signature, CRC-32 and two sizes of 4 or of 8 bytes.
constexpr qsizetype shortDescriptor = 16;
constexpr qsizetype longDescriptor = 24;
/// The directory follows the last entry, so that so much always comes.
constexpr qsizetype longestLook = longDescriptor + 2;

void endInflate(z_stream *stream)
{
    inflateEnd(stream);
    delete stream;
}

} // namespace

ZipFollower::ZipFollower()
    : m_inflate(nullptr, &endInflate)
    , m_unpacked(unpackedBytes, Qt::Uninitialized)
{
}

ZipFollower::~ZipFollower() = default;
ZipFollower::ZipFollower(ZipFollower &&) noexcept = default;
ZipFollower &ZipFollower::operator=(ZipFollower &&) noexcept = default;

void ZipFollower::take(const char *data, qint64 count)
{
    if (m_state == State::End)
        return;
    m_buffer.append(data, count);
    while (step()) { }
    m_buffer.remove(0, m_at);
    m_at = 0;
}

/// False: it needs more bytes, or is at its end.
bool ZipFollower::step()
{
    switch (m_state) {
    case State::Header:
        return readHeader();
    case State::Stored:
        return readStored();
    case State::StoredToDescriptor:
        return readStoredToDescriptor();
    case State::Deflated:
        return inflatePiece();
    case State::Descriptor:
        return readDescriptor();
    case State::End:
        break;
    }
    return false;
}

bool ZipFollower::giveUp()
{
    m_state = State::End;
    m_buffer.clear();
    m_at = 0;
    m_inflate.reset();
    return false;
}

void ZipFollower::consume(qint64 count)
{
    m_at += count;
    m_offset += count;
}

void ZipFollower::addUnpacked(const char *data, qint64 count)
{
    m_entry.crc32 = static_cast<quint32>(
        crc32_z(m_entry.crc32, reinterpret_cast<const Bytef *>(data), static_cast<size_t>(count)));
    m_entry.size += count;
}

bool ZipFollower::readHeader()
{
    const QByteArrayView bytes = rest();
    if (bytes.size() < headerFixedBytes)
        return false;
    if (zip::number<quint32>(bytes, 0) != localHeader)
        return giveUp();
    const qsizetype length =
        headerFixedBytes + zip::number<quint16>(bytes, 26) + zip::number<quint16>(bytes, 28);
    if (bytes.size() < length)
        return false;
    m_headerOffset = m_offset;
    beginData(bytes.first(headerFixedBytes));
    if (m_state == State::End)
        return giveUp();
    consume(length);
    return true;
}

void ZipFollower::beginData(QByteArrayView header)
{
    const auto flags = zip::number<quint16>(header, 6);
    const auto method = zip::number<quint16>(header, 8);
    const auto packed = zip::number<quint32>(header, 18);
    m_hasDescriptor = flags & sizesFollow;
    m_packedBytes = packed;
    m_entry = {};
    m_entry.crc32 = static_cast<quint32>(crc32_z(0, nullptr, 0));
    m_entry.method = method;
    const bool isKnown = m_hasDescriptor || packed != inZip64Field;
    m_state = State::End;
    if ((flags & encrypted) || !isKnown)
        return;
    if (method == stored) {
        m_state = m_hasDescriptor ? State::StoredToDescriptor : State::Stored;
    } else if (method == deflated) {
        m_inflate.reset(new z_stream{});
        // Without zlib's own header, as ZIP has it.
        if (inflateInit2(m_inflate.get(), -MAX_WBITS) == Z_OK)
            m_state = State::Deflated;
    }
}

bool ZipFollower::finishEntry(qint64 descriptorBytes)
{
    consume(descriptorBytes);
    m_entries.insert(m_headerOffset, m_entry);
    m_inflate.reset();
    m_state = State::Header;
    return true;
}

bool ZipFollower::readStored()
{
    const qint64 count = std::min<qint64>(rest().size(), m_packedBytes - m_entry.size);
    addUnpacked(rest().data(), count);
    consume(count);
    m_entry.packedBytes = m_entry.size;
    return m_entry.size == m_packedBytes && finishEntry(0);
}

/// Where the data end shows only by a descriptor that agrees with all that came before it. Data
/// that hold one by chance would have to have the right CRC-32 and the right sizes; and even then
/// the entry is one that the directory does not know.
bool ZipFollower::readStoredToDescriptor()
{
    const QByteArrayView bytes = rest();
    const qsizetype found = bytes.indexOf(descriptorSignature);
    const qsizetype data =
        found >= 0 ? found : std::max<qsizetype>(bytes.size() - descriptorSignature.size() + 1, 0);
    addUnpacked(bytes.data(), data);
    m_entry.packedBytes = m_entry.size;
    consume(data);
    if (found < 0 || rest().size() < longestLook)
        return false;
    if (const qint64 length = descriptorBytes(); length > 0)
        return finishEntry(length);
    addUnpacked(rest().data(), descriptorSignature.size());
    m_entry.packedBytes = m_entry.size;
    consume(descriptorSignature.size());
    return true;
}

bool ZipFollower::inflatePiece()
{
    z_stream &stream = *m_inflate;
    const QByteArrayView bytes = rest();
    if (bytes.isEmpty())
        return false;
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef *>(m_unpacked.data());
    stream.avail_out = static_cast<uInt>(m_unpacked.size());
    const int result = inflate(&stream, Z_NO_FLUSH);
    const qint64 used = bytes.size() - static_cast<qint64>(stream.avail_in);
    addUnpacked(m_unpacked.constData(), m_unpacked.size() - static_cast<qint64>(stream.avail_out));
    m_entry.packedBytes += used;
    consume(used);
    if (result == Z_STREAM_END) {
        if (!m_hasDescriptor)
            return m_entry.packedBytes == m_packedBytes ? finishEntry(0) : giveUp();
        m_state = State::Descriptor;
        return true;
    }
    return result == Z_OK || result == Z_BUF_ERROR ? used > 0 || stream.avail_out == 0 : giveUp();
}

bool ZipFollower::readDescriptor()
{
    if (rest().size() < longestLook)
        return false;
    const qint64 length = descriptorBytes();
    return length > 0 ? finishEntry(length) : giveUp();
}

/// Length of the descriptor of this entry that begins here; 0: there is none.
qint64 ZipFollower::descriptorBytes() const
{
    const QByteArrayView bytes = rest();
    if (!bytes.startsWith(descriptorSignature) || zip::number<quint32>(bytes, 4) != m_entry.crc32)
        return 0;
    const auto isFollowed = [&](qsizetype length) {
        return bytes.sliced(length).startsWith(QByteArrayView("PK"));
    };
    if (zip::number<quint32>(bytes, 8) == m_entry.packedBytes
        && zip::number<quint32>(bytes, 12) == m_entry.size && isFollowed(shortDescriptor))
        return shortDescriptor;
    if (zip::number<quint64>(bytes, 8) == static_cast<quint64>(m_entry.packedBytes)
        && zip::number<quint64>(bytes, 16) == static_cast<quint64>(m_entry.size)
        && isFollowed(longDescriptor))
        return longDescriptor;
    return 0;
}

} // namespace mmigrate
