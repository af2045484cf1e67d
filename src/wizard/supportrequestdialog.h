// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/state/migrationstate.h"

#include <QDialog>
#include <QFutureWatcher>

#include <atomic>
#include <memory>

class QLabel;
class QPlainTextEdit;

namespace mmigrate {

/// A ready text for Mattermost's support, for destinations that only they can import into. The
/// archive's SHA-256 belongs into it; where nobody has computed it yet, that is done meanwhile.
class SupportRequestDialog : public QDialog
{
    Q_OBJECT
public:
    SupportRequestDialog(const MigrationState &state, QWidget *parent);
    ~SupportRequestDialog() override;

private:
    void hash();
    void enableButtons(bool on);
    void copy();
    void save();

    MigrationState m_state;
    QLabel *m_label;
    QPlainTextEdit *m_text;
    /// Shared with the thread, which may outlive us.
    const std::shared_ptr<std::atomic_bool> m_isAbandoned;
    QFutureWatcher<QString> m_hash;
};

} // namespace mmigrate
