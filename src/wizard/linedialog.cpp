// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "wizard/linedialog.h"

#include "core/archive/linereader.h"
#include "text/errortext.h"
#include "text/findingtext.h"
#include "text/prettyline.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QTextCursor>
#include <QVBoxLayout>
#include <QtConcurrentRun>

namespace mmigrate {

namespace {

/// Longer lines are rare, and nobody reads them to their end.
constexpr qsizetype mostBytes = 256 * 1024;

} // namespace

LineDialog::LineDialog(const QString &archivePath, const Finding &finding, QWidget *parent)
    : QDialog(parent)
    , m_finding(finding)
    , m_label(new QLabel(this))
    , m_text(new QPlainTextEdit(this))
    , m_control(std::make_shared<StepControl>())
{
    setObjectName(QStringLiteral("lineDialog"));
    setWindowTitle(tr("Line %1 of the archive").arg(QLocale().toString(finding.line)));
    setAttribute(Qt::WA_DeleteOnClose);
    m_label->setObjectName(QStringLiteral("lineLabel"));
    m_label->setWordWrap(true);
    m_label->setText(tr("Looking for the line…"));
    m_text->setObjectName(QStringLiteral("lineTextEdit"));
    m_text->setReadOnly(true);
    m_text->setAccessibleName(tr("The line"));
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_label);
    layout->addWidget(m_text);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 28);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &LineDialog::lineRead);
    m_watcher.setFuture(QtConcurrent::run([control = m_control, archivePath, line = finding.line] {
        return readArchiveLine({archivePath}, line, *control, mostBytes);
    }));
}

LineDialog::~LineDialog()
{
    m_control->cancel(); // the thread ends by itself, with the piece that it reads
}

void LineDialog::lineRead()
{
    const Result<QString> line = m_watcher.result();
    if (!line) {
        const ErrorText words = errorText(line.error());
        m_label->setText(words.headline + QLatin1Char(' ') + words.nextStep);
        return;
    }
    showLine(*line);
}

void LineDialog::showLine(const QString &line)
{
    m_label->setText(findingSentence(m_finding.rule));
    const PrettyLine pretty = prettyLine(line, m_finding.place);
    m_text->setPlainText(pretty.text);
    if (pretty.markedLength == 0)
        return;
    QTextEdit::ExtraSelection mark;
    mark.cursor = QTextCursor(m_text->document());
    mark.cursor.setPosition(static_cast<int>(pretty.markedFrom));
    mark.cursor.setPosition(static_cast<int>(pretty.markedFrom + pretty.markedLength),
                            QTextCursor::KeepAnchor);
    mark.format.setBackground(palette().highlight());
    mark.format.setForeground(palette().highlightedText());
    m_text->setExtraSelections({mark});
    QTextCursor start(m_text->document());
    start.setPosition(static_cast<int>(pretty.markedFrom));
    m_text->setTextCursor(start);
    m_text->centerCursor();
}

} // namespace mmigrate
