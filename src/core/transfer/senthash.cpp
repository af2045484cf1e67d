// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/transfer/senthash.h"

#include "core/base/stepcontrol.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace mmigrate {

namespace {
constexpr qint64 pieceBytes = 1024 * 1024;
}

SentHash::SentHash(const StepControl &control, const QList<CheckedFile> &files)
    : m_control(control)
    , m_files(files)
    , m_piece(pieceBytes, Qt::Uninitialized)
{
    for (const CheckedFile &file : m_files)
        m_size += file.bytes;
}

SentHash::~SentHash()
{
    m_isAbandoned = true;
    m_work.waitForFinished();
}

void SentHash::follow(qint64 bytes)
{
    m_due = bytes;
    if (isReady() || m_isWorking.load(std::memory_order_acquire))
        return;
    m_isWorking = true;
    m_work = QtConcurrent::run([this] { work(); });
}

Result<void> SentHash::result() const
{
    return m_error ? Result<void>(*m_error) : Result<void>();
}

void SentHash::work()
{
    while (!m_isAbandoned && !m_isReady && !m_control.isPaused() && readPiece()) { }
    m_isWorking.store(false, std::memory_order_release);
}

/// False: nothing is due.
bool SentHash::readPiece()
{
    if (m_index >= m_files.size()) {
        m_isReady.store(true, std::memory_order_release);
        return false;
    }
    const CheckedFile &file = m_files.at(m_index);
    if (file.sha256.isEmpty()) {
        nextFile();
        return true;
    }
    // What is not sent of a file belongs to its hash as well, once all the rest was sent.
    const qint64 due = m_due - m_before;
    const bool isWhole = due >= file.bytes;
    if (!isWhole && due <= m_position)
        return false;
    if (!openFile())
        return true;
    const qint64 wanted = isWhole ? pieceBytes : std::min(pieceBytes, due - m_position);
    const qint64 count = m_file.read(m_piece.data(), wanted);
    if (count < 0) {
        fail(ErrorKind::Disk, m_file.errorString());
    } else if (count == 0) {
        compare();
    } else {
        m_hash.add(m_piece.constData(), count);
        m_position += count;
        m_read = m_before + std::min(m_position, file.bytes);
    }
    return true;
}

bool SentHash::openFile()
{
    if (m_file.isOpen())
        return true;
    m_file.setFileName(m_files.at(m_index).path);
    if (m_file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return true;
    fail(ErrorKind::Disk, m_file.errorString());
    return false;
}

void SentHash::compare()
{
    if (m_hash.take() == m_files.at(m_index).sha256)
        nextFile();
    else
        fail(ErrorKind::SourceFileChanged, QStringLiteral("another SHA-256 than when checked"));
}

void SentHash::nextFile()
{
    m_file.close();
    m_before += m_files.at(m_index).bytes;
    m_position = 0;
    m_read = m_before;
    ++m_index;
}

void SentHash::fail(ErrorKind kind, const QString &detail)
{
    m_error = makeError(kind, detail).with(QStringLiteral("path"), m_files.at(m_index).path);
    m_file.close();
    m_isReady.store(true, std::memory_order_release);
}

} // namespace mmigrate
