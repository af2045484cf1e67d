// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/backend.h"
#include "practice/jobrunner.h"
#include "practice/practiceserver.h"

#include <QTemporaryDir>

#include <atomic>
#include <list>
#include <thread>

namespace mmigrate {

/// Sockets and threads around the Backend.
class PracticeServer::Private
{
public:
    explicit Private(const PracticeServerOptions &options)
        : backend(options)
        , runner(backend)
    {
    }

    struct Peer
    {
        std::unique_ptr<practice::Connection> connection;
        std::thread thread;
        std::atomic<bool> done = false;
    };

    Result<void> prepareFolders();
    Result<void> fillWorkspace();
    void accept(std::unique_ptr<practice::ByteStream> stream);
    void abortAll();
    void joinAll();

    std::unique_ptr<QTemporaryDir> temporary;
    QString storage;
    practice::Backend backend;
    practice::JobRunner runner;
    std::unique_ptr<practice::Listener> listener;
    bool filled = false; ///< folders and workspace are there
    bool running = false;
    std::mutex peersMutex;
    bool accepting = false;
    std::list<std::unique_ptr<Peer>> peers;
};

} // namespace mmigrate
