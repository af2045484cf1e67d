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
constexpr qint64 fastChunkMs = 5000;

qint64 floorAt(qint64 offset)
{
    return offset == 0 ? smallestFirstChunkBytes : smallestLaterChunkBytes;
}

} // namespace

ChunkSizer::ChunkSizer(qint64 preferredBytes, qint64 largestBytes)
    : m_preferred(std::max(preferredBytes, smallestLaterChunkBytes))
    , m_largest(std::max(largestBytes, m_preferred))
    , m_size(m_preferred)
{
}

qint64 ChunkSizer::sizeAt(qint64 offset, qint64 fileSize) const
{
    return std::min(std::max(m_size, floorAt(offset)), fileSize - offset);
}

void ChunkSizer::passed(qint64 elapsedMs)
{
    if (!m_hasTrouble) {
        // Servers and proxies end bodies by timers, so only what stays far from any of them may
        // grow.
        if (elapsedMs < fastChunkMs)
            m_preferred = m_size = std::min(m_size * 2, m_largest);
        return;
    }
    if (++m_passedInRow < passesBeforeGrowing)
        return;
    m_passedInRow = 0;
    m_size = std::min(m_size * 2, m_preferred);
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
    if (bytes <= floorAt(offset))
        return false;
    // Below half of what was refused: proxies' limits are mostly round numbers of MB.
    const qint64 half = bytes / 2 / mebibyte * mebibyte;
    m_preferred = m_size = std::max(half, floorAt(offset));
    return true;
}

} // namespace mmigrate
