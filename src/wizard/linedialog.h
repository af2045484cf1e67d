// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/checkreport.h"
#include "core/base/result.h"
#include "core/base/stepcontrol.h"

#include <QDialog>
#include <QFutureWatcher>

#include <memory>

class QLabel;
class QPlainTextEdit;

namespace mmigrate {

/// One line of an archive, with what was found there marked. Large archives take a while to get to
/// the line; the window waits for it without standing still, and closes at any time.
class LineDialog : public QDialog
{
    Q_OBJECT
public:
    LineDialog(const QString &archivePath, const Finding &finding, QWidget *parent);
    ~LineDialog() override;

private:
    void showLine(const QString &line);
    void lineRead();

    const Finding m_finding;
    QLabel *m_label;
    QPlainTextEdit *m_text;
    const std::shared_ptr<StepControl> m_control; ///< shared with the thread, which may outlive us
    QFutureWatcher<Result<QString>> m_watcher;
};

} // namespace mmigrate
