// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QtGlobal>

namespace mmigrate {

/// How large the next chunk should be: what a proxy refuses is never tried again, what broke is
/// tried smaller, and after a row of chunks that went well it grows back.
class ChunkSizer
{
public:
    ChunkSizer(qint64 preferredBytes, qint64 largestBytes);

    /// Bytes of the chunk that begins at that offset of a file of that size.
    qint64 sizeAt(qint64 offset, qint64 fileSize) const;
    /// The size as it stands, whatever the file.
    qint64 size() const { return m_size; }

    void passed(qint64 elapsedMs);
    void broke(qint64 bytes); ///< a chunk of that size was cut, stalled or timed out on the way
    /// A body of that size was refused as too large. False: there is nothing smaller to try at that
    /// offset.
    [[nodiscard]] bool refused(qint64 bytes, qint64 offset);

private:
    qint64 m_preferred; ///< what it grows back to after a break
    qint64 m_largest;
    qint64 m_size;
    int m_passedInRow = 0;
    bool m_hasTrouble = false; ///< something broke or was refused: no more growing by speed
};

} // namespace mmigrate
