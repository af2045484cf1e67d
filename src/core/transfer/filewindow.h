// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QIODevice>
#include <QTimer>

namespace mmigrate {

class SpeedLimit;
class UploadBody;

/// Part of what is uploaded as a request body that can be sent once: sequential, and reset() fails
/// (OneShotBody tells why). Nothing is copied but the piece that goes to the socket.
class FileWindow : public QIODevice
{
public:
    /// @param body open; must outlive the window, and have the window's bytes already
    /// @param limit how fast it may be read; null: as fast as it is wanted
    FileWindow(UploadBody &body, qint64 offset, qint64 length, SpeedLimit *limit = nullptr);

    qint64 length() const { return m_length; }
    /// The body ended or could not be read before the window's end; the request fails then.
    bool hasFailed() const { return m_hasFailed; }

    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    UploadBody &m_body;
    const qint64 m_offset;
    const qint64 m_length;
    SpeedLimit *const m_limit;
    QTimer m_resume; ///< the speed limit lets more through
    qint64 m_position = 0;
    bool m_hasFailed = false;
};

} // namespace mmigrate
