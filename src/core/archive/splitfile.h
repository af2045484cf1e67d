// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QFile>
#include <QIODevice>
#include <QString>

namespace mmigrate {

/// A file, or one that is made of two: the beginning of one, and another one behind it.
struct SplitFile
{
    QString path{};
    qint64 pathBytes = -1; ///< so many of its first bytes; -1: all
    QString tail{};        ///< a second file that comes behind them; empty: none

    /// Not simply the file at path.
    bool isSplit() const { return pathBytes >= 0 || !tail.isEmpty(); }
    /// In bytes; -1: cannot be read, or path has fewer bytes than pathBytes.
    qint64 size() const;

    bool operator==(const SplitFile &other) const = default;
};

/// Reads such a file anywhere. Read-only; size is that of the opening. A file that became shorter
/// since is an error, not an end.
class SplitFileDevice : public QIODevice
{
    Q_OBJECT

public:
    explicit SplitFileDevice(const SplitFile &file, QObject *parent = nullptr);
    ~SplitFileDevice() override;

    /// False when \a mode writes, or a part cannot be opened: errorString() and failedPath() tell.
    bool open(OpenMode mode) override;
    void close() override;
    qint64 size() const override { return isOpen() ? m_headBytes + m_tailBytes : 0; }
    bool seek(qint64 position) override;
    /// The part that could not be opened or read; empty: none.
    QString failedPath() const { return m_failedPath; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    bool openPart(QFile &part);
    bool fail(const QFile &part, const QString &text);
    qint64 readPart(QFile &part, qint64 position, char *data, qint64 bytes);

    qint64 m_wantedHeadBytes;
    bool m_hasTail;
    QFile m_head;
    QFile m_tail;
    qint64 m_headBytes = 0;
    qint64 m_tailBytes = 0;
    qint64 m_position = 0;
    QString m_failedPath;
};

} // namespace mmigrate
