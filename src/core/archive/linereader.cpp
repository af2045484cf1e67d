// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/linereader.h"

#include "core/archive/archiveerror.h"
#include "core/base/stepcontrol.h"

#include <cstring>

namespace mmigrate {

namespace {

constexpr qsizetype firstBufferSize = 256 * 1024;

} // namespace

Result<LineReader> LineReader::open(const ArchiveReader &archive)
{
    Result<std::unique_ptr<ArchiveEntryDevice>> device = archive.openEntry(archive.jsonl().index);
    if (!device)
        return device.error();
    return LineReader(std::move(*device), archive.path());
}

LineReader::LineReader(std::unique_ptr<ArchiveEntryDevice> device, const QString &path)
    : m_device(std::move(device))
    , m_path(path)
    , m_buffer(firstBufferSize, Qt::Uninitialized)
{
}

Result<LineReader::Next> LineReader::next()
{
    const Result<Next> found = findLine();
    if (!found || *found != Next::TooLong || m_endLength > 0)
        return found;
    // What was read of it is given up again and again until its end comes.
    while (true) {
        m_begin = m_filled;
        m_length = 0;
        Result<bool> more = fill();
        if (!more)
            return more.error();
        const void *end = std::memchr(m_buffer.constData() + m_begin, '\n',
                                      static_cast<size_t>(m_filled - m_begin));
        if (end)
            take(static_cast<const char *>(end) - m_buffer.constData());
        if (end || !*more)
            return Next::TooLong;
    }
}

/// Of a line that is too long, only as much is read as shows that it is.
Result<LineReader::Next> LineReader::findLine()
{
    m_begin += m_length + m_endLength;
    m_length = 0;
    m_endLength = 0;
    qsizetype searchFrom = m_begin;
    while (true) {
        const void *found = std::memchr(m_buffer.constData() + searchFrom, '\n',
                                        static_cast<size_t>(m_filled - searchFrom));
        if (found) {
            take(static_cast<const char *>(found) - m_buffer.constData());
            break;
        }
        const qsizetype scanned = m_filled - m_begin;
        if (scanned >= longestLine) {
            m_length = scanned;
            break;
        }
        Result<bool> more = fill();
        if (!more)
            return more.error();
        if (!*more) {
            if (scanned == 0)
                return Next::End;
            m_length = scanned;
            break;
        }
        searchFrom = m_begin + scanned;
    }
    ++m_number;
    return m_length >= longestLine ? Next::TooLong : Next::Line;
}

void LineReader::take(qsizetype newline)
{
    const bool carriageReturn = newline > m_begin && m_buffer.at(newline - 1) == '\r';
    m_endLength = carriageReturn ? 2 : 1;
    m_length = newline + 1 - m_endLength - m_begin;
}

// Reads on, with the line that has begun moved to the buffer's start. False at the end of the
// entry.
Result<bool> LineReader::fill()
{
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.constData() + m_begin,
                     static_cast<size_t>(m_filled - m_begin));
        m_bytesBefore += m_begin;
        m_filled -= m_begin;
        m_begin = 0;
    }
    if (m_filled == m_buffer.size())
        m_buffer.resize(m_buffer.size() * 2);
    const qint64 count = m_device->read(m_buffer.data() + m_filled, m_buffer.size() - m_filled);
    if (m_device->failure())
        return *m_device->failure();
    m_filled += qMax<qint64>(count, 0);
    return count > 0;
}

namespace {

Result<LineReader::Next> nextUnlessCancelled(LineReader &reader, StepControl &control)
{
    if (!control.waitWhilePaused())
        return archiveCancelled();
    return reader.next();
}

} // namespace

Result<void>
forEachLine(const ArchiveReader &archive, StepControl &control,
            const std::function<Result<void>(const LineReader &, LineReader::Next)> &take)
{
    Result<LineReader> reader = LineReader::open(archive);
    if (!reader)
        return reader.error();
    while (true) {
        const Result<LineReader::Next> next = nextUnlessCancelled(*reader, control);
        if (!next)
            return next.error();
        if (*next == LineReader::Next::End)
            return {};
        if (Result<void> taken = take(*reader, *next); !taken)
            return taken;
    }
}

Result<QString> readArchiveLine(const SplitFile &file, qint64 lineNumber, StepControl &control,
                                qsizetype maxBytes)
{
    Result<ArchiveReader> archive = ArchiveReader::open(file);
    if (!archive)
        return archive.error();
    Result<LineReader> reader = LineReader::open(*archive);
    if (!reader)
        return reader.error();
    while (reader->number() < lineNumber) {
        const Result<LineReader::Next> next = nextUnlessCancelled(*reader, control);
        if (!next)
            return next.error();
        if (*next == LineReader::Next::End)
            return QString();
    }
    if (lineNumber < 1)
        return QString();
    QByteArrayView line = reader->line();
    if (line.size() > maxBytes) {
        qsizetype cut = maxBytes;
        while (cut > 0 && (static_cast<uchar>(line.at(cut)) & 0xC0) == 0x80)
            --cut;
        line = line.first(cut);
    }
    return QString::fromUtf8(line);
}

} // namespace mmigrate
