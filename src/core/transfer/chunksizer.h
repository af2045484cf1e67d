// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QtGlobal>

namespace mmigrate {

/// A chunk that the server took.
struct PassedChunk
{
    qint64 bytes = 0;
    qint64 elapsedMs = 0; ///< from the request to the end of the answer
    qint64 answerMs = 0;  ///< of these, after the last byte was given to the system
};

/// How large the next chunk should be. It grows while chunks are fast, or while most of their time
/// goes by after their last byte; what a proxy refuses is never tried again, what broke is tried
/// smaller, and after a row of chunks that went well it grows back.
class ChunkSizer
{
public:
    /// @param largestBytes it grows no further by speed, unless each doubling is measured to be
    ///        faster
    /// @param refusedBytes known to be refused, from an earlier upload; 0: nothing is known
    ChunkSizer(qint64 preferredBytes, qint64 largestBytes, qint64 refusedBytes = 0);

    /// Bytes of the chunk that begins at that offset of a file of that size.
    qint64 sizeAt(qint64 offset, qint64 fileSize) const;
    /// The size as it stands, whatever the file.
    qint64 size() const { return m_size; }
    /// The last one that got through (not the shorter rest of a file); 0: none yet.
    qint64 passedBytes() const { return m_passedBytes; }
    /// The smallest that was refused as too large; 0: none.
    qint64 refusedBytes() const { return m_refusedBytes; }

    void passed(const PassedChunk &chunk);
    void broke(qint64 bytes); ///< a chunk of that size was cut, stalled or timed out on the way
    /// A body of that size was refused as too large. False: there is nothing smaller to try at that
    /// offset.
    [[nodiscard]] bool refused(qint64 bytes, qint64 offset);

private:
    void grow(const PassedChunk &chunk);
    bool mayDoubleAgain(double bytesPerMs) const;

    qint64 m_preferred; ///< what it grows back to after a break
    qint64 m_largest;
    qint64 m_size;
    qint64 m_passedBytes = 0;
    qint64 m_refusedBytes;
    double m_halfsBytesPerMs = 0; ///< of the chunk before the last doubling; 0: not measured
    int m_passedInRow = 0;
    bool m_hasTrouble = false; ///< something broke or was refused: no more growing by speed
};

} // namespace mmigrate
