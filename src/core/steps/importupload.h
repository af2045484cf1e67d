// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/steps/stepcontext.h"

namespace mmigrate {

class UploadBody;

/// Sends bytes into an upload session of type import, and keeps in the journal (state.upload) what
/// a later run needs to go on. A session that the server has lost, or that can no longer be
/// trusted, is replaced by another one.
class ImportUpload
{
public:
    explicit ImportUpload(StepContext &context)
        : m_context(context)
    {
    }

    /// @return true: the destination lists the file; false: all that there is of the body so far
    /// was sent. Errors: as UploadArchive.
    Result<bool> send(UploadBody &body);

private:
    enum class Sent { Done, SoFar, SessionLost };

    Result<QString> finishedImport() const;
    Result<void> ensureSession(qint64 size);
    Result<void> createSession(qint64 size);
    Result<Sent> sendIntoSession(UploadBody &body) const;
    Result<void> giveUpSession() const;

    StepContext &m_context;
    bool m_sessionIsNew = false; ///< created just now, with its answer
};

} // namespace mmigrate
