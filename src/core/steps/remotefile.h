// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QIODevice>
#include <QString>

namespace mmigrate {

class HttpSession;

/// A file on the server of which a few pieces are wanted, as a device: each read is one request for
/// a range, of at most 8 MiB. For large reads there is RangedDownload.
class RemoteFile : public QIODevice
{
public:
    /// @param path below the server's address, not encoded
    RemoteFile(HttpSession &session, const QString &path);

    /// Asks for the size. False: it is not there, or the server knows no ranges.
    bool open(OpenMode mode = ReadOnly | Unbuffered) override;
    qint64 size() const override { return m_size; }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray fetch(qint64 from, qint64 count);

    HttpSession &m_session;
    const QString m_path;
    qint64 m_size = 0;
};

} // namespace mmigrate
