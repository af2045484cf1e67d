// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>

namespace mmigrate {

class HttpSession;
class ProgressMeter;

/// What GET /uploads/{id} tells.
struct HeldUpload
{
    bool isGone = false; ///< 404: complete or never there
    qint64 size = 0;
    qint64 offset = 0;
};

/// Asks the server how far an upload session is, and watches whether the server was away meanwhile.
class UploadTruth
{
public:
    UploadTruth(HttpSession &session, const QString &sessionId, ProgressMeter &meter);

    /// The session as it stands. A request that is still being read does not show in its offset.
    Result<HeldUpload> ask();
    /// First waits until the server reads no earlier request of this session any more (a cut
    /// connection can keep it reading until its ReadTimeout), then asks: the offset will not move
    /// by itself afterwards.
    Result<HeldUpload> settle(int patienceMs);

    /// From here on it is watched whether the server answers.
    void beginWatch();
    /// It did not for so long that it may have been started anew since beginWatch(), and nothing
    /// proved that it still knew the request.
    bool wasAway() const { return m_wasAway && !m_rememberedRequest; }
    void noteAway() { m_wasAway = true; }

private:
    Result<void> awaitRest(const QDeadlineTimer &patience);
    Result<void> waitOrGiveUp(const Error &why, int &tries, bool mayRepeat = false);
    void noteUnanswered(const Error &error);

    HttpSession &m_session;
    const QString m_path;
    ProgressMeter &m_meter;
    QElapsedTimer m_sinceBreak;
    bool m_wasAway = false;
    bool m_rememberedRequest = false;
};

} // namespace mmigrate
