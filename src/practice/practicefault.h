// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QList>
#include <QPair>
#include <QString>

namespace mmigrate {

/// One thing that goes wrong, at a chosen request. Everything is counted, nothing depends on time
/// or chance (PracticeStorm is for that).
struct PracticeFault
{
    enum class Action {
        None,
        Respond, ///< status, headers, body; the request's body is not read (connection then closed
                 ///< if it is large)
        RespondAfterBody, ///< the same after the whole body was read; not processed
        CutRequest, ///< the connection breaks after `bytes` of the request's body; they are kept as
                    ///< a real server does
        LoseAnswer, ///< the request is read and processed, then the connection closes without an
                    ///< answer
        CutUnprocessed, ///< the request is read, not processed, the connection closes without an
                        ///< answer
        CutResponse,    ///< the answer's body ends after `bytes`
        Stall,          ///< nothing is read or said until the connection closes or the server stops
        StallResponse,  ///< `bytes` of the answer's body, then silence
        Drip,           ///< the answer's body comes as `bytes` each `pauseMs`
        WrongContentRange, ///< Content-Range of the answer is off by `bytes`
        IgnoreRange,       ///< 200 with the whole file
        ChangeFile,  ///< the export on disk changes before it is served: `bytes` are appended, 0:
                     ///< one byte differs
        ShiftOffset, ///< file_offset in the answer is off by `bytes`
        DiskFull,    ///< writing the upload fails after `bytes` of this body
        SessionGone, ///< the session is revoked: 401 now and later
        /// After `bytes` of the request's body or of the answer's: silence for `pauseMs`, then the
        /// connection breaks. Shorter bodies pass.
        BreakBodies,
        Restart, ///< after `bytes` of the body the server restarts (see PracticeServer::restart)
    };

    QString method{};      ///< empty: any
    QString pathPattern{}; ///< regular expression on the path without the subpath, e.g.
                           ///< "^/api/v4/uploads/[a-z0-9]+$"
    int skip = 0;          ///< so many matching requests go well first
    int times = 1;         ///< for so many requests; 0: for ever
    Action action = Action::None;
    int status = 503;
    QByteArray body{};
    QList<QPair<QByteArray, QByteArray>> headers{};
    qint64 bytes = 0;
    int pauseMs = 0;
    bool reset = false; ///< cut with RST instead of FIN
};

} // namespace mmigrate
