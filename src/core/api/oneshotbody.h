// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QIODevice>

namespace mmigrate {

/// A request body that can be sent once. QNetworkAccessManager sends a POST again by itself when
/// the connection is cut, and the server would create or append twice; a sequential device whose
/// reset() fails makes it report the cut instead. Use with DoNotBufferUploadDataAttribute and a
/// Content-Length header.
class OneShotBody : public QIODevice
{
public:
    explicit OneShotBody(const QByteArray &bytes);

    bool isSequential() const override { return true; }
    bool reset() override { return false; }
    qint64 bytesAvailable() const override;
    bool atEnd() const override { return m_position >= m_bytes.size() && QIODevice::atEnd(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
    qint64 m_position = 0;
};

} // namespace mmigrate
