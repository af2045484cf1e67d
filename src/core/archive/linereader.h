// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/archivereader.h"

#include <QByteArray>
#include <QByteArrayView>

#include <functional>

namespace mmigrate {

/// The longest line that a server's import reads (bufio.Scanner with 16 MiB; "token too long"
/// beyond).
inline constexpr qint64 longestLine = 16 * 1024 * 1024;

/// import.jsonl line by line, with memory for one line only.
class LineReader
{
public:
    /// Errors: those of ArchiveReader::openEntry().
    static Result<LineReader> open(const ArchiveReader &archive);

    enum class Next {
        Line,
        TooLong, ///< passed over, however long it is; it has no text
        End,
    };
    /// Moves to the next line. Errors: ArchiveInvalid (damaged-entry, unreadable).
    Result<Next> next();

    /// Without its line end; valid until next().
    QByteArrayView line() const { return QByteArrayView(m_buffer).sliced(m_begin, m_length); }
    /// "\n", "\r\n", or nothing at the end of a file whose last line has none.
    QByteArrayView lineEnd() const
    {
        return QByteArrayView(m_buffer).sliced(m_begin + m_length, m_endLength);
    }
    /// From 1.
    qint64 number() const { return m_number; }
    /// Bytes of import.jsonl up to the end of this line.
    qint64 bytesRead() const { return m_bytesBefore + m_begin + m_length + m_endLength; }

private:
    LineReader(std::unique_ptr<ArchiveEntryDevice> device, const QString &path);
    Result<Next> findLine();
    Result<bool> fill();
    void take(qsizetype newline);

    std::unique_ptr<ArchiveEntryDevice> m_device;
    QString m_path;
    QByteArray m_buffer;
    qsizetype m_filled = 0; ///< bytes of m_buffer that hold data
    qsizetype m_begin = 0;
    qsizetype m_length = 0;
    qsizetype m_endLength = 0;
    qint64 m_bytesBefore = 0; ///< bytes of the file before m_buffer's first
    qint64 m_number = 0;
};

/// Calls \a take for each line, with whether it can be read or is too long; an error of it ends
/// this. Errors: those of LineReader; Cancelled.
Result<void>
forEachLine(const ArchiveReader &archive, StepControl &control,
            const std::function<Result<void>(const LineReader &, LineReader::Next)> &take);

/// The text of one line of import.jsonl, to be shown: cut to \a maxBytes at a character's border,
/// with whatever is no valid UTF-8 replaced. Empty when the archive has fewer lines, and for a line
/// that is too long. Errors: those
/// of ArchiveReader::open() and LineReader; Cancelled.
Result<QString> readArchiveLine(const SplitFile &file, qint64 lineNumber, StepControl &control,
                                qsizetype maxBytes = 4096);

} // namespace mmigrate
