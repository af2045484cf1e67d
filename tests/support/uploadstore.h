// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "support/scriptedserver.h"

#include <functional>

namespace mmigrate::test {

/// One upload session as a Mattermost server keeps it: it appends whatever comes at its own offset,
/// keeps the beginning of a part that broke off, and refuses a second request while one is being
/// read.
class UploadStore : public RequestHandler
{
public:
    explicit UploadStore(qint64 fileSize);

    // To be set before the client starts. `part` counts the POSTs with data, from 1.
    std::function<Cut(int part)> cuts{};
    /// Instead of what the store would say, before the body is read.
    std::function<std::unique_ptr<ScriptedAnswer>(int part, const SeenRequest &)> refusals{};
    /// Of requests that are no part (GET, empty POST); nothing: the store answers.
    std::function<std::unique_ptr<ScriptedAnswer>(const SeenRequest &)> questions{};
    /// After a break the session stays locked for so many requests, as when a connection was lost
    /// unseen.
    int lockedRequestsAfterBreak = 0;
    /// Added to what GET tells, to lie with.
    qint64 offsetLie = 0;

    // To be read under ScriptedServer::locked().
    QByteArray content{};
    qint64 offset = 0;
    int parts = 0;
    bool isDone = false;
    /// The process died in the middle of a part: its bytes are in the file, its offset is the old
    /// one.
    void crash();

    static QByteArray errorBody(const char *id, int status);

    Cut cutFor(const SeenRequest &request) override;
    std::unique_ptr<ScriptedAnswer> earlyAnswer(const SeenRequest &request) override;
    void takeBody(const SeenRequest &request, const char *data, qint64 count) override;
    void bodyBroke(const SeenRequest &request) override;
    ScriptedAnswer answer(const SeenRequest &request) override;

private:
    bool isPart(const SeenRequest &request) const;
    bool keepPart();
    ScriptedAnswer sessionAnswer() const;

    const qint64 m_fileSize;
    QByteArray m_part;
    int m_lockedRequests = 0;
    bool m_mustKeepLater = false;
};

} // namespace mmigrate::test
