// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkcontext.h"
#include "core/base/result.h"
#include "core/base/stepcontrol.h"

#include <QFutureWatcher>
#include <QObject>

#include <memory>

namespace mmigrate {

/// Writes all findings of an archive into a file: only the first ones of each kind are kept, so the
/// archive is read once more, in a thread of its own.
class FindingSaver : public QObject
{
    Q_OBJECT
public:
    explicit FindingSaver(QObject *parent = nullptr);
    ~FindingSaver() override; ///< gives up

    bool isRunning() const { return m_watcher.isRunning(); }
    /// \a path: *.csv or *.json; there as a whole in the end, or not at all.
    void start(const QString &archivePath, const CheckContext &rules, const QString &path);
    void cancel();

Q_SIGNALS:
    /// Of the archive, from 0 to 100.
    void progressed(int percent);
    void finished(const mmigrate::Result<qint64> &findings);

private:
    std::shared_ptr<StepControl> m_control;
    QFutureWatcher<Result<qint64>> m_watcher;
};

} // namespace mmigrate
