// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/steps/downloadcheck.h"

#include "core/transfer/growingfile.h"

#include <QByteArray>

#include <chrono>
#include <utility>

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 256 * 1024;
/// After so long it looks whether it is still wanted.
constexpr std::chrono::milliseconds longestWait{20};

} // namespace

DownloadCheck::DownloadCheck(std::shared_ptr<GrowingFile> archive)
    : m_archive(std::move(archive))
{
    m_pool.setMaxThreadCount(1);
    m_pool.start([this] { follow(); });
}

DownloadCheck::~DownloadCheck()
{
    m_isEnding = true;
    m_pool.waitForDone();
}

void DownloadCheck::follow()
{
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    m_history = m_archive->history();
    while (!m_isEnding) {
        const qint64 count = m_archive->read(m_known.bytes, piece.data(), pieceBytes);
        if (const quint64 history = m_archive->history(); history != m_history) {
            m_known = {};
            m_history = history;
        } else if (count > 0) {
            m_known.hash.add(piece.constData(), count);
            m_known.entries.take(piece.constData(), count);
            m_known.bytes += count;
        } else {
            m_archive->waitFor(m_known.bytes, longestWait);
        }
        m_readBytes = m_known.bytes;
    }
}

std::optional<DownloadCheck::Known> DownloadCheck::take()
{
    m_isEnding = true;
    m_pool.waitForDone();
    if (m_archive->history() != m_history)
        return std::nullopt;
    return std::exchange(m_known, {});
}

} // namespace mmigrate
