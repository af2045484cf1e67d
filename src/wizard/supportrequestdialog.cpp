// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/supportrequestdialog.h"

#include "core/archive/diskerror.h"
#include "core/archive/filehash.h"
#include "text/errortext.h"
#include "text/supportrequesttext.h"

#include <QClipboard>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace mmigrate {

SupportRequestDialog::SupportRequestDialog(const MigrationState &state, QWidget *parent)
    : QDialog(parent)
    , m_state(state)
    , m_label(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_isAbandoned(std::make_shared<std::atomic_bool>(false))
{
    setObjectName(QStringLiteral("supportRequestDialog"));
    setWindowTitle(tr("Text for Mattermost's support"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_label->setObjectName(QStringLiteral("supportLabel"));
    m_label->setWordWrap(true);
    m_label->setText(tr("Send this to Mattermost's support. Change what you like."));
    m_text->setObjectName(QStringLiteral("supportTextEdit"));
    m_text->setAccessibleName(tr("The text"));
    m_text->setPlainText(supportRequestText(m_state));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    QPushButton *copies = buttons->addButton(tr("&Copy"), QDialogButtonBox::ActionRole);
    copies->setObjectName(QStringLiteral("copyButton"));
    QPushButton *saves = buttons->addButton(tr("&Save…"), QDialogButtonBox::ActionRole);
    saves->setObjectName(QStringLiteral("saveButton"));
    connect(copies, &QPushButton::clicked, this, &SupportRequestDialog::copy);
    connect(saves, &QPushButton::clicked, this, &SupportRequestDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_label);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 80, fontMetrics().height() * 30);
    hash();
}

SupportRequestDialog::~SupportRequestDialog()
{
    *m_isAbandoned = true; // the thread ends by itself, with the piece that it reads
}

void SupportRequestDialog::hash()
{
    const QFileInfo file(m_state.archive.path);
    if (!m_state.archive.sha256.isEmpty() || !file.isFile())
        return;
    m_state.archive.size = file.size();
    m_text->setPlainText(supportRequestText(m_state));
    m_label->setText(tr("The archive's check sum is being computed…"));
    connect(&m_hash, &QFutureWatcherBase::finished, this, [this] {
        m_state.archive.sha256 = m_hash.result();
        m_label->setText(tr("Send this to Mattermost's support. Change what you like."));
        m_text->setPlainText(supportRequestText(m_state));
        m_text->setReadOnly(false);
        enableButtons(true);
    });
    m_text->setReadOnly(true); // what was typed meanwhile would be lost
    enableButtons(false);
    m_hash.setFuture(QtConcurrent::run([isAbandoned = m_isAbandoned, path = m_state.archive.path] {
        return fileSha256(path, *isAbandoned);
    }));
}

void SupportRequestDialog::enableButtons(bool on)
{
    for (const char *name : {"copyButton", "saveButton"})
        findChild<QPushButton *>(QLatin1String(name))->setEnabled(on);
}

void SupportRequestDialog::copy()
{
    QGuiApplication::clipboard()->setText(m_text->toPlainText());
    m_label->setText(tr("Copied. Paste it into your message to the support."));
}

void SupportRequestDialog::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the text"));
    dialog->setObjectName(QStringLiteral("saveRequestDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("txt"));
    dialog->setDirectory(QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation));
    dialog->selectFile(QStringLiteral("mattermost-support.txt"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Result<void> saved = savePrivately(path, m_text->toPlainText().toUtf8());
        if (saved) {
            m_label->setText(tr("Saved as %1.").arg(QDir::toNativeSeparators(path)));
            return;
        }
        const ErrorText words = errorText(saved.error());
        m_label->setText(words.headline + QLatin1Char(' ') + words.nextStep);
    });
    dialog->open();
}

} // namespace mmigrate
