// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QEventLoop>
#include <QFutureWatcher>
#include <QThreadPool>
#include <QtConcurrentRun>

namespace mmigrate::test {

/// Runs the function in a worker thread, as the runner does, keeps this thread's event loop
/// turning, and returns what the function returned. The engine's blocking calls assert that they
/// are not on the GUI thread.
template <typename Function>
auto runInWorker(Function function)
{
    QThreadPool pool;
    pool.setMaxThreadCount(1);
    using Value = std::invoke_result_t<Function>;
    QFutureWatcher<Value> watcher;
    QEventLoop loop;
    QObject::connect(&watcher, &QFutureWatcherBase::finished, &loop, &QEventLoop::quit);
    watcher.setFuture(QtConcurrent::run(&pool, std::move(function)));
    if (!watcher.isFinished())
        loop.exec();
    if constexpr (!std::is_void_v<Value>)
        return watcher.future().takeResult();
}

} // namespace mmigrate::test
