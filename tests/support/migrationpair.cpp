// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/migrationpair.h"

#include <QEventLoop>
#include <QTimer>

namespace mmigrate::test {

namespace {

constexpr int longestRunMs = 120'000;

ServerSecrets secretsOf(const PracticeServer &server)
{
    ServerSecrets secrets;
    secrets.credentials.loginId = server.adminUsername();
    secrets.credentials.password = server.adminPassword();
    return secrets;
}

QString inWords(const PracticePost &post)
{
    return QStringLiteral("%1/%2 %3 at %4 (root %5) type \"%6\": \"%7\" reactions [%8] files [%9]")
        .arg(post.team, post.channel, post.user)
        .arg(post.createAt)
        .arg(post.rootCreateAt)
        .arg(post.type, post.message, post.reactions.join(QLatin1String(", ")),
             post.files.join(QLatin1String(", ")));
}

} // namespace

PracticeServerOptions smallSource(PracticePersonality personality)
{
    PracticeServerOptions options;
    options.personality = personality;
    options.role = PracticeRole::Source;
    options.size = PracticeWorkspaceSize::small();
    options.jobWatchIntervalMs = 10;
    return options;
}

PracticeServerOptions emptyDestination(PracticePersonality personality)
{
    PracticeServerOptions options;
    options.personality = personality;
    options.role = PracticeRole::Empty;
    options.seed = 2;
    options.jobWatchIntervalMs = 10;
    return options;
}

StepTimings shortTimings()
{
    StepTimings timings;
    timings.firstPollMs = 10;
    timings.longestPollMs = 20;
    timings.fileGrowthPollMs = 5;
    timings.retry = {5, 1, 5};
    return timings;
}

MigrationPair::MigrationPair(const PracticeServerOptions &source,
                             const PracticeServerOptions &destination)
    : m_source(source)
    , m_destination(destination)
{
    for (PracticeServer *server : {&m_source, &m_destination}) {
        if (const Result<void> started = server->start(); !started)
            qFatal("a stand-in did not start: %s", qPrintable(started.error().toLogLine()));
    }
    secrets = {secretsOf(m_source), secretsOf(m_destination)};
    options.folder = m_folder.path() + QStringLiteral("/archives");
}

void MigrationPair::createJournal(const std::function<void(MigrationState &)> &edit)
{
    MigrationState state;
    state.options = options;
    state.source.typedAddress = m_source.url().toString();
    state.destination.typedAddress = m_destination.url().toString();
    state.archive.path = archivePath;
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::create(journalFolder(), state);
    if (!journal)
        qFatal("no journal: %s", qPrintable(journal.error().toLogLine()));
    m_id = state.id;
    if (edit) {
        edit(state);
        if (const Result<void> saved = (*journal)->save(state); !saved)
            qFatal("journal not saved: %s", qPrintable(saved.error().toLogLine()));
    }
}

MigrationState MigrationPair::saved() const
{
    const QList<MigrationJournal::Listed> listed = MigrationJournal::list(journalFolder());
    for (const MigrationJournal::Listed &item : listed) {
        if (item.id == m_id && item.state)
            return *item.state;
    }
    qFatal("the journal is not readable");
}

void MigrationPair::save(const MigrationState &state)
{
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::open(journalFolder(), m_id);
    if (!journal)
        qFatal("no journal: %s", qPrintable(journal.error().toLogLine()));
    if (const Result<void> saved = (*journal)->save(state); !saved)
        qFatal("journal not saved: %s", qPrintable(saved.error().toLogLine()));
}

RunOutcome MigrationPair::run(const QList<Trigger> &triggers)
{
    return runSteps({}, triggers);
}

RunOutcome MigrationPair::runSteps(const QList<StepId> &steps, const QList<Trigger> &triggers,
                                   bool signOutAtEnd)
{
    if (m_id.isEmpty())
        createJournal();
    Result<std::unique_ptr<MigrationJournal>> journal =
        MigrationJournal::open(journalFolder(), m_id);
    if (!journal)
        return {{}, {}, journal.error()};
    RunRequest request;
    request.state = (*journal)->state();
    request.secrets = secrets;
    request.steps = steps;
    request.timings = timings;
    request.signOutAtEnd = signOutAtEnd;
    return execute(std::move(*journal), request, triggers);
}

RunOutcome MigrationPair::execute(std::unique_ptr<MigrationJournal> journal, RunRequest request,
                                  const QList<Trigger> &triggers)
{
    m_started.clear();
    m_finished.clear();
    m_progress.clear();
    MigrationRunner runner(std::move(journal));
    QEventLoop loop;
    std::optional<RunOutcome> outcome;
    QObject::connect(&runner, &MigrationRunner::stepStarted, &loop,
                     [this](StepId step) { m_started.append(step); });
    QObject::connect(&runner, &MigrationRunner::stepFinished, &loop,
                     [this](StepId step) { m_finished.append(step); });
    QObject::connect(&runner, &MigrationRunner::progressChanged, &loop,
                     [this](const Progress &progress) { m_progress.append(progress); });
    QObject::connect(&runner, &MigrationRunner::finished, &loop, [&](const RunOutcome &finished) {
        outcome = finished;
        loop.quit();
    });
    qsizetype next = 0;
    QTimer looks;
    QObject::connect(&looks, &QTimer::timeout, &loop, [&] {
        while (next < triggers.size() && triggers.at(next).when())
            triggers.at(next++).then(runner);
    });
    if (!triggers.isEmpty())
        looks.start(1);
    QTimer::singleShot(longestRunMs, &loop, [&loop] { loop.exit(1); });
    runner.start(request);
    loop.exec();
    if (!outcome)
        qFatal("the run did not end; last step %s",
               qPrintable(m_started.isEmpty() ? QString() : stepName(m_started.last())));
    secrets = outcome->secrets;
    return *outcome;
}

int MigrationPair::jobCount(const PracticeServer &server, const char *type)
{
    const QList<PracticeJob> jobs = server.jobs();
    return int(std::count_if(jobs.begin(), jobs.end(), [type](const PracticeJob &job) {
        return job.type == QLatin1String(type);
    }));
}

int MigrationPair::uncancelledJobCount(const PracticeServer &server, const char *type)
{
    const QList<PracticeJob> jobs = server.jobs();
    return int(std::count_if(jobs.begin(), jobs.end(), [type](const PracticeJob &job) {
        return job.type == QLatin1String(type) && job.status != QLatin1String("canceled");
    }));
}

QString difference(const QList<PracticePost> &actual, const QList<PracticePost> &expected)
{
    for (qsizetype i = 0; i < std::max(actual.size(), expected.size()); ++i) {
        if (i >= expected.size())
            return QStringLiteral("unexpected: ") + inWords(actual.at(i));
        if (i >= actual.size())
            return QStringLiteral("missing: ") + inWords(expected.at(i));
        if (!(actual.at(i) == expected.at(i)))
            return QStringLiteral("is ") + inWords(actual.at(i)) + QStringLiteral("\nnot ")
                   + inWords(expected.at(i));
    }
    return {};
}

QList<PracticePost> expectedPosts(const QList<PracticePost> &posts, const Passage &passage)
{
    const bool fromOld = passage.from == PracticePersonality::V5_37;
    const bool toOld = passage.to == PracticePersonality::V5_37;
    QList<PracticePost> expected;
    for (PracticePost post : posts) {
        const bool isDirect = post.team.isEmpty();
        const bool isReply = post.rootCreateAt != 0;
        if (!passage.withFiles)
            post.files.clear();
        // "x joined the channel" becomes an ordinary message: 5.37 neither writes nor reads types.
        if (fromOld || toOld)
            post.type.clear();
        // No version exports reactions to direct messages themselves; 5.37 does not import those to
        // replies.
        if (isReply ? toOld : isDirect)
            post.reactions.clear();
        // 5.37 takes files of replies and direct messages only from its own disk.
        if (toOld && (isDirect || isReply))
            post.files.clear();
        expected.append(post);
    }
    return expected;
}

QByteArray describe(const std::optional<Error> &error)
{
    return error ? error->toLogLine().toUtf8() : QByteArray("no error");
}

} // namespace mmigrate::test
