// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/log.h"
#include "core/base/opensslexit.h"
#include "keychain/keychaincredentialstore.h"
#include "text/errortext.h"
#include "wizard/migrationwizard.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

using namespace mmigrate;

namespace {

/// Ends the program once the window has been painted: for the benchmark.
class FirstPaint : public QObject
{
protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint)
            QTimer::singleShot(0, QCoreApplication::instance(), &QCoreApplication::quit);
        return QObject::eventFilter(watched, event);
    }
};

} // namespace

int main(int argc, char **argv)
{
    keepOpenSslAtExit();
    QApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("mmigrate"));
    QCoreApplication::setApplicationVersion(QStringLiteral(MMIGRATE_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "Moves a Mattermost workspace to another server."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption practice(
        QStringLiteral("practice"),
        QCoreApplication::translate("main", "Start with two practice servers on this computer."));
    const QCommandLineOption quitWhenShown(
        QStringLiteral("quit-when-shown"),
        QCoreApplication::translate("main",
                                    "End as soon as the window is there (for benchmarks)."));
    parser.addOptions({practice, quitWhenShown});
    parser.process(app);

    // Without a log everything still works; it says so on standard error.
    if (const Result<void> installed = installLogFile({}); !installed)
        qWarning().noquote() << errorText(installed.error()).headline;

    int status = 0;
    {
        KeychainCredentialStore store;
        SessionOptions options;
        // The real server looks for jobs every 15 seconds; nobody learns anything by waiting.
        options.practiceSource.jobWatchIntervalMs = 1000;
        options.practiceDestination.jobWatchIntervalMs = 1000;
        MigrationWizard wizard(options, store);
        // The window hides at once; what it opened on the servers is closed before the end.
        QApplication::setQuitOnLastWindowClosed(false);
        QObject::connect(&wizard, &QDialog::finished, &app, [](int result) {
            QCoreApplication::exit(result == QDialog::Accepted ? 0 : 1);
        });
        wizard.show();
        if (parser.isSet(practice))
            wizard.startPractice();
        FirstPaint firstPaint;
        if (parser.isSet(quitWhenShown))
            wizard.installEventFilter(&firstPaint);
        status = QApplication::exec();
    }
    removeLogFile();
    return status;
}
