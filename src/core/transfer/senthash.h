// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/sha256.h"
#include "core/transfer/uploadbody.h"

#include <QFile>
#include <QFuture>

#include <atomic>
#include <optional>

namespace mmigrate {

class StepControl;

/// Whether what an upload sends still is what was checked: follows it through the files, right
/// after the bytes were sent, when they are in the system's memory anyway, and compares the SHA-256
/// of each file with the noted one.
///
/// What it reads it reads once: bytes that change after that, with the file's size and time put
/// back, are not noticed. Nor is a change between the sending and the reading that was taken back.
/// An upload that is taken up again is read from its beginning, as it lies there then.
///
/// Reads in a thread of the global pool, only as far as it is told, and not while paused. The
/// members belong to the upload's own thread.
class SentHash
{
public:
    SentHash(const StepControl &control, const QList<CheckedFile> &files);
    ~SentHash(); ///< gives up, within milliseconds
    Q_DISABLE_COPY_MOVE(SentHash)

    /// So many of the upload's bytes were sent. Goes on reading, if it had stopped there.
    void follow(qint64 bytes);
    void followToEnd() { follow(m_size); }

    qint64 readBytes() const { return m_read; } ///< of the upload's
    /// All were compared, or an error was found.
    bool isReady() const { return m_isReady.load(std::memory_order_acquire); }
    /// Only when it is ready. Errors: SourceFileChanged, Disk (fact path).
    Result<void> result() const;

private:
    void work();
    bool readPiece();
    bool openFile();
    void compare();
    void nextFile();
    void fail(ErrorKind kind, const QString &detail);

    const StepControl &m_control;
    const QList<CheckedFile> m_files;
    qint64 m_size = 0;
    std::atomic<qint64> m_due = 0;
    std::atomic<qint64> m_read = 0;
    std::atomic_bool m_isAbandoned = false;
    std::atomic_bool m_isWorking = false; ///< what follows it belongs to the pool's thread then
    std::atomic_bool m_isReady = false;
    qsizetype m_index = 0;
    qint64 m_before = 0;   ///< bytes of the upload in the files before that one
    qint64 m_position = 0; ///< in that file
    QFile m_file;
    Sha256 m_hash;
    QByteArray m_piece;
    std::optional<Error> m_error;
    QFuture<void> m_work;
};

} // namespace mmigrate
