// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/chunksizer.h"

#include "core/transfer/chunkedupload.h"

#include <algorithm>

namespace mmigrate {

namespace {

constexpr qint64 mebibyte = 1024 * 1024;
constexpr qint64 smallestLaterChunkBytes = mebibyte;
constexpr int passesBeforeGrowing = 4;
/// Servers and proxies end bodies by timers (30 s, 60 s, 300 s), so only what stays far from any of
/// them may grow.
constexpr qint64 fastChunkMs = 5000;
constexpr qint64 longestSendMs = 30'000;
/// Past the largest size only while twice the size is that much faster.
constexpr double worthwhileGain = 1.1;
constexpr qint64 noticeableAnswerMs = 1000;
/// Given to the system is not yet sent: what a socket's buffer holds (Linux: 4 MiB).
constexpr qint64 systemBufferBytes = 4 * mebibyte;

qint64 floorAt(qint64 offset)
{
    return offset == 0 ? smallestFirstChunkBytes : smallestLaterChunkBytes;
}

/// Below half of what was refused: proxies' limits are mostly round numbers of MB.
qint64 halfOf(qint64 bytes)
{
    return bytes / 2 / mebibyte * mebibyte;
}

/// Whether most of the time went by after the last byte. A slow link takes some of it for what lies
/// in the system's buffer; the rest is the server's. File stores that make the object anew for each
/// part (S3) are slow so, and fewer parts are what helps.
bool waitsMostly(const PassedChunk &chunk)
{
    if (chunk.answerMs < noticeableAnswerMs || chunk.elapsedMs - chunk.answerMs >= longestSendMs)
        return false;
    const qint64 drainMs = chunk.elapsedMs * std::min(chunk.bytes, systemBufferBytes)
                           / std::max<qint64>(chunk.bytes, 1);
    return (chunk.answerMs - drainMs) * 2 > chunk.elapsedMs;
}

} // namespace

ChunkSizer::ChunkSizer(qint64 preferredBytes, qint64 largestBytes, qint64 refusedBytes)
    : m_preferred(std::max(preferredBytes, smallestLaterChunkBytes))
    , m_largest(std::max(largestBytes, m_preferred))
    , m_refusedBytes(refusedBytes)
{
    if (m_refusedBytes > smallestLaterChunkBytes && m_preferred >= m_refusedBytes)
        m_preferred = std::max(halfOf(m_refusedBytes), smallestLaterChunkBytes);
    m_size = m_preferred;
}

qint64 ChunkSizer::sizeAt(qint64 offset, qint64 fileSize) const
{
    return std::min(std::max(m_size, floorAt(offset)), fileSize - offset);
}

void ChunkSizer::passed(const PassedChunk &chunk)
{
    const bool isRest = chunk.bytes < m_size; // the end of a file tells nothing of larger ones
    if (!isRest)
        m_passedBytes = chunk.bytes;
    if (!m_hasTrouble) {
        if (!isRest)
            grow(chunk);
        return;
    }
    if (++m_passedInRow < passesBeforeGrowing)
        return;
    m_passedInRow = 0;
    m_size = std::min(m_size * 2, m_preferred);
}

void ChunkSizer::grow(const PassedChunk &chunk)
{
    const double bytesPerMs = static_cast<double>(chunk.bytes)
                              / static_cast<double>(std::max<qint64>(chunk.elapsedMs, 1));
    qint64 wanted = m_size;
    if (waitsMostly(chunk))
        wanted = m_size * 2;
    else if (chunk.elapsedMs < fastChunkMs)
        wanted = bytesPerMs > worthwhileGain * m_halfsBytesPerMs && m_halfsBytesPerMs > 0
                     ? m_size * 2
                     : std::max(m_size, std::min(m_size * 2, m_largest));
    if (wanted == m_size || (m_refusedBytes > 0 && wanted >= m_refusedBytes))
        return;
    m_halfsBytesPerMs = bytesPerMs;
    m_preferred = m_size = wanted;
}

void ChunkSizer::broke(qint64 bytes)
{
    m_hasTrouble = true;
    m_passedInRow = 0;
    m_size = std::max(std::min(m_size, bytes) / 2, smallestLaterChunkBytes);
}

bool ChunkSizer::refused(qint64 bytes, qint64 offset)
{
    m_hasTrouble = true;
    m_passedInRow = 0;
    m_refusedBytes = m_refusedBytes > 0 ? std::min(m_refusedBytes, bytes) : bytes;
    if (bytes <= floorAt(offset))
        return false;
    m_preferred = m_size = std::max(halfOf(bytes), floorAt(offset));
    return true;
}

} // namespace mmigrate
