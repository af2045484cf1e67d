// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/migrationcommand.h"

#include "cli/exitstatus.h"
#include "cli/interruptwatcher.h"
#include "cli/logins.h"
#include "cli/messages.h"
#include "cli/practiceoptions.h"
#include "cli/terminal.h"
#include "core/archive/diskerror.h"
#include "core/base/log.h"
#include "core/steps/archiveplace.h"
#include "core/steps/migrationplan.h"
#include "system/keepawake.h"
#include "system/sleepinhibitor.h"
#include "text/errortext.h"
#include "text/migrationsummary.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QJsonDocument>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(MigrationCommand)
};

constexpr int mostQuestions = 6;

QList<MigrationState> unfinished(const QString &folder)
{
    QList<MigrationState> states;
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(folder);
    for (const MigrationJournal::Listed &item : listed) {
        if (item.state && !item.state->isComplete())
            states.append(*item.state);
    }
    return states;
}

QMap<QString, QString> unreadable(const QString &folder)
{
    QMap<QString, QString> problems;
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(folder);
    for (const MigrationJournal::Listed &item : listed) {
        if (!item.state)
            problems.insert(item.id, item.problem);
    }
    return problems;
}

bool anySettingFixed(const Error &error)
{
    const QVariantList limits = error.facts.value(QStringLiteral("limits")).toList();
    return std::any_of(limits.begin(), limits.end(), [](const QVariant &limit) {
        return limit.toMap().value(QStringLiteral("fixed")).toBool();
    });
}

} // namespace

MigrationCommand::MigrationCommand(const Arguments &arguments)
    : m_arguments(arguments)
    , m_printer(arguments.progress)
    , m_journalFolder(MigrationJournal::defaultFolder())
{
}

int MigrationCommand::fail(const Error &error)
{
    m_printer.finished(error);
    printErr(errorBlock(error));
    return exitStatusOf(error);
}

int MigrationCommand::run()
{
    // From the first question on, Ctrl-C ends in an orderly way: the terminal echoes again.
    InterruptWatcher interrupts;
    if (const std::optional<int> ended = prepare())
        return *ended;
    connect(&interrupts, &InterruptWatcher::interrupted, m_runner.get(), &MigrationRunner::cancel);
    connect(m_runner.get(), &MigrationRunner::stepStarted, this,
            [this](StepId step) { m_printer.stepStarted(step); });
    connect(m_runner.get(), &MigrationRunner::stepFinished, this,
            [this](StepId step) { m_printer.stepFinished(step); });
    connect(m_runner.get(), &MigrationRunner::progressChanged, this,
            [this](const Progress &progress) { m_printer.progress(progress); });
    connect(m_runner.get(), &MigrationRunner::finished, this, &MigrationCommand::finished);
    keepAwake();
    start();
    return QCoreApplication::exec();
}

void MigrationCommand::keepAwake()
{
    const SleepInhibitor *inhibitor = keepAwakeWhileRunning(*m_runner);
    if (m_arguments.verbose)
        connect(inhibitor, &SleepInhibitor::unavailable, this, [] {
            printErr(Words::tr("This computer may go to sleep meanwhile: nothing here keeps it "
                               "awake. The log says why.")
                     + QLatin1Char('\n'));
        });
}

std::optional<int> MigrationCommand::prepare()
{
    const Result<void> prepared =
        m_arguments.command == Command::Resume ? prepareResume(m_request) : prepareNew(m_request);
    if (!prepared)
        return fail(prepared.error());
    if (!m_runner) { // nothing to resume
        printErr(listText({}, unreadable(m_journalFolder)));
        m_printer.finished(std::nullopt);
        return exitDone;
    }
    MigrationOptions &options = m_request.state.options;
    options.connections = m_arguments.connections.value_or(options.connections);
    options.bytesPerSecond = m_arguments.bytesPerSecond.value_or(options.bytesPerSecond);
    if (m_arguments.noOverlap)
        options.overlap = false;
    if (const Result<void> added = addLogins(); !added)
        return fail(added.error());
    return askForMissingLogins();
}

Result<void> MigrationCommand::prepareNew(RunRequest &request)
{
    MigrationState state;
    state.options = m_arguments.options;
    state.source.typedAddress = m_arguments.sourceAddress;
    state.destination.typedAddress = m_arguments.destinationAddress;
    if (m_arguments.command == Command::Import)
        state.archive.path = QFileInfo(m_arguments.archive).absoluteFilePath();
    if (m_arguments.practice) {
        // What belongs to stand-ins that are gone at the end is of no use afterwards.
        const QString folder = useTemporaryFolder();
        if (state.options.folder.isEmpty())
            state.options.folder = folder;
        printErr(Words::tr("Starting two practice servers ...") + QLatin1Char('\n'));
        m_practice = std::make_unique<PracticePair>(practiceOptions(m_arguments),
                                                    practiceOptions(m_arguments));
        if (Result<void> started = m_practice->start(); !started)
            return started;
        m_practice->fillIn(state, request.secrets);
    } else {
        const QList<MigrationState> earlier = unfinished(m_journalFolder);
        for (const MigrationState &other : earlier) {
            if (other.hasUnrestoredSettings())
                printErr(Words::tr("Settings of %1 are still changed by an earlier migration. Put "
                                   "them back: mmigrate-cli resume %2")
                             .arg(other.destination.typedAddress, other.id)
                         + QLatin1Char('\n'));
            else if (other.source.typedAddress == state.source.typedAddress
                     && other.destination.typedAddress == state.destination.typedAddress
                     && other.options.kind == state.options.kind)
                printErr(Words::tr("An earlier migration between these servers was not finished. "
                                   "To go on with it instead: mmigrate-cli resume %1")
                             .arg(other.id)
                         + QLatin1Char('\n'));
        }
    }
    return createJournal(state);
}

QString MigrationCommand::useTemporaryFolder()
{
    m_temporaryFolder = std::make_unique<QTemporaryDir>();
    m_journalFolder = m_temporaryFolder->path() + QStringLiteral("/migrations");
    return m_temporaryFolder->path();
}

Result<void> MigrationCommand::createJournal(MigrationState state)
{
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::create(m_journalFolder, state);
    if (!journal)
        return journal.error();
    m_request.state = state;
    m_runner = std::make_unique<MigrationRunner>(std::move(*journal));
    return {};
}

QString MigrationCommand::idToResume() const
{
    if (!m_arguments.migrationId.isEmpty())
        return m_arguments.migrationId;
    const QList<MigrationState> states = unfinished(m_journalFolder);
    return states.isEmpty() ? QString() : states.first().id;
}

Result<void> MigrationCommand::prepareResume(RunRequest &request)
{
    const QString id = idToResume();
    if (id.isEmpty())
        return {};
    Result<std::unique_ptr<MigrationJournal>> journal = MigrationJournal::open(m_journalFolder, id);
    if (!journal)
        return journal.error();
    request.state = (*journal)->state();
    findArchiveAgain(request.state, m_arguments.options.folder);
    if (m_arguments.options.wrapList)
        request.state.options.wrapList = true;
    if (m_arguments.options.adjustLimits)
        request.state.options.adjustLimits = true;
    if (!m_arguments.options.mappingFile.isEmpty())
        request.state.options.mappingFile = m_arguments.options.mappingFile;
    request.state.options.switchOn += m_arguments.options.switchOn;
    if (m_arguments.options.allowInsecureHttp)
        request.state.options.allowInsecureHttp = true;
    if (!m_arguments.options.sourceCaFile.isEmpty()) {
        request.state.options.sourceCaFile = m_arguments.options.sourceCaFile;
        request.state.options.destinationCaFile = m_arguments.options.sourceCaFile;
    }
    m_runner = std::make_unique<MigrationRunner>(std::move(*journal));
    return {};
}

Result<void> MigrationCommand::addLogins()
{
    if (m_arguments.practice)
        return {};
    Result<Credentials> source = knownLogin(Side::Source, m_arguments.sourceLogin);
    if (!source)
        return source.error();
    Result<Credentials> destination = knownLogin(Side::Destination, m_arguments.destinationLogin);
    if (!destination)
        return destination.error();
    Result<ProxySettings> proxy = knownProxy(m_arguments);
    if (!proxy)
        return proxy.error();
    m_request.secrets.proxy = *proxy;
    m_request.secrets.source.credentials = *source;
    m_request.secrets.destination.credentials = *destination;
    // A resumed migration knows who signed in before.
    if (source->loginId.isEmpty())
        m_request.secrets.source.credentials.loginId = m_request.state.source.username;
    if (destination->loginId.isEmpty())
        m_request.secrets.destination.credentials.loginId = m_request.state.destination.username;
    return {};
}

std::optional<int> MigrationCommand::askForMissingLogins()
{
    const QList<StepId> steps = stepsToRun(m_request.state);
    const auto complete = [&](StepId step, Side side, const ServerState &server,
                              Credentials &credentials) {
        if (!steps.contains(step) || !credentials.isEmpty())
            return true;
        return canAsk() && askForLogin(side, server.typedAddress, credentials);
    };
    const bool known =
        complete(StepId::SignInSource, Side::Source, m_request.state.source,
                 m_request.secrets.source.credentials)
        && complete(StepId::SignInDestination, Side::Destination, m_request.state.destination,
                    m_request.secrets.destination.credentials);
    if (known)
        return std::nullopt;
    if (InterruptWatcher::wasInterrupted())
        return fail(makeError(ErrorKind::Cancelled));
    Error error = makeError(ErrorKind::SessionExpired, QStringLiteral("no login given"));
    const int status = fail(error);
    printErr(
        Words::tr(
            "Give a user name and a file with the password (--source-user, --source-password-file, "
            "--destination-user, --destination-password-file), or a file with an access token "
            "(--source-token-file, --destination-token-file).")
        + QLatin1Char('\n'));
    return status;
}

void MigrationCommand::start()
{
    m_runner->start(m_request);
}

void MigrationCommand::finished(const RunOutcome &outcome)
{
    m_request.state = outcome.state;
    m_request.secrets = outcome.secrets;
    if (outcome.error && outcome.error->step != StepId::None)
        m_printer.stepFailed(outcome.error->step);
    if (outcome.error && askAndGoOn(outcome))
        return start();
    // Ctrl-C at a question is an answer, too.
    const bool stopped = outcome.error && InterruptWatcher::wasInterrupted();
    const std::optional<Error> error =
        stopped ? Error{.kind = ErrorKind::Cancelled, .step = outcome.error->step} : outcome.error;
    QCoreApplication::exit(conclude(error));
}

bool MigrationCommand::askAndGoOn(const RunOutcome &outcome)
{
    const Error &error = *outcome.error;
    if (!canAsk() || InterruptWatcher::wasInterrupted() || ++m_questions > mostQuestions)
        return false;
    const bool atSource = error.step == StepId::SignInSource || error.step == StepId::CreateExport
                          || error.step == StepId::DownloadArchive;
    const Side side = atSource ? Side::Source : Side::Destination;
    const ServerState &server = atSource ? m_request.state.source : m_request.state.destination;
    ServerSecrets &secrets = atSource ? m_request.secrets.source : m_request.secrets.destination;
    switch (error.kind) {
    case ErrorKind::MfaRequired:
        return askForCode(side, secrets.credentials);
    case ErrorKind::MfaWrong:
    case ErrorKind::SignInRefused:
    case ErrorKind::SessionExpired:
    case ErrorKind::NotAdministrator:
        printErr(errorBlock(error));
        if (error.kind == ErrorKind::MfaWrong)
            return askForCode(side, secrets.credentials);
        return askForLogin(side, server.typedAddress, secrets.credentials);
    case ErrorKind::Proxy:
        if (error.isTransient()) // no login mends it
            return false;
        printErr(errorBlock(error));
        return askForProxyLogin(m_request.secrets.proxy);
    case ErrorKind::LimitsTooLow: {
        if (anySettingFixed(error) || m_request.state.options.adjustLimits)
            return false;
        printErr(errorText(error).explanation + QLatin1Char('\n'));
        const std::optional<QString> answer =
            ask(Words::tr("Raise them for the migration and put them back afterwards? [y/n] "));
        m_request.state.options.adjustLimits =
            answer && answer->trimmed().toLower() == Words::tr("y");
        return m_request.state.options.adjustLimits;
    }
    default:
        return false;
    }
}

MigrationState MigrationCommand::shownState() const
{
    MigrationState state = m_request.state;
    // What lies in the practice folder goes with it.
    if (m_temporaryFolder && state.archive.path.startsWith(m_temporaryFolder->path())) {
        state.archive.deleted = true;
        state.archive.changesPath.clear();
    }
    return state;
}

int MigrationCommand::conclude(const std::optional<Error> &error)
{
    m_printer.finished(error);
    if (!m_arguments.reportFile.isEmpty()) {
        if (const Result<void> written =
                savePrivately(m_arguments.reportFile,
                              QJsonDocument(migrationReport(m_request.state, error)).toJson());
            !written)
            printErr(errorBlock(written.error()));
    }
    // Events alone go to standard output when a program reads along.
    const bool summaryToOut = m_arguments.progress != ProgressFormat::Json
                              && m_arguments.progress != ProgressFormat::None;
    if (!error) {
        if (summaryToOut)
            printOut(migrationSummaryText(shownState()));
        return exitDone;
    }
    printErr(errorBlock(*error));
    if (error->kind == ErrorKind::VerifyMismatch && summaryToOut)
        printOut(migrationSummaryText(shownState()));
    if (!m_arguments.practice)
        printErr(Words::tr("Continue with: mmigrate-cli resume %1").arg(m_request.state.id)
                 + QLatin1Char('\n'));
    return exitStatusOf(*error);
}

int listMigrations()
{
    const QString folder = MigrationJournal::defaultFolder();
    printOut(listText(unfinished(folder), unreadable(folder)));
    return exitDone;
}

} // namespace mmigrate::cli
