// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/cliarguments.h"

#include "cli/exitstatus.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <array>

namespace mmigrate::cli {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(CommandLine)
};

struct CommandName
{
    Command command = Command::Migrate;
    QLatin1String name;
};

constexpr std::array commandNames{
    CommandName{Command::Migrate, QLatin1String("migrate")},
    CommandName{Command::Export, QLatin1String("export")},
    CommandName{Command::Import, QLatin1String("import")},
    CommandName{Command::Inspect, QLatin1String("inspect")},
    CommandName{Command::Resume, QLatin1String("resume")},
    CommandName{Command::PracticeServer, QLatin1String("practice-server")},
};

bool moves(Command command)
{
    return command == Command::Migrate || command == Command::Export || command == Command::Import
           || command == Command::Resume;
}

bool hasSource(Command command)
{
    return command == Command::Migrate || command == Command::Export || command == Command::Resume;
}

bool hasDestination(Command command)
{
    return command == Command::Migrate || command == Command::Import || command == Command::Resume;
}

QString overview()
{
    return Words::tr(
        "mmigrate-cli moves a Mattermost workspace to another server.\n"
        "\n"
        "Usage: mmigrate-cli COMMAND [OPTIONS]\n"
        "\n"
        "  migrate  --source URL --destination URL   all steps, from sign-in to the counts that "
        "prove it\n"
        "  export   --source URL [--folder DIR]      sign in, export, download\n"
        "  import   ARCHIVE --destination URL        sign in, upload, import, verify\n"
        "  inspect  ARCHIVE [--for VERSION] [--json] what is in an archive, and what is wrong with "
        "it\n"
        "  resume   [ID] [--list]                    go on with an interrupted migration\n"
        "  practice-server                           a Mattermost stand-in to practise with\n"
        "\n"
        "mmigrate-cli COMMAND --help tells the options of a command.\n"
        "Try it without any server: mmigrate-cli migrate --practice --adjust-limits\n");
}

/// Defines the options of one command and reads them.
class CommandParser
{
public:
    explicit CommandParser(Command command)
        : m_command(command)
    {
        // Not addHelpOption(): that one adds a second, Qt-specific help.
        flag("help", Words::tr("Show this help."), QStringLiteral("h"));
        addServers();
        addExportOptions();
        addMigrationOptions();
        addOthers();
        flag("verbose", Words::tr("Write more into the log."), QStringLiteral("v"));
        value("log-file", Words::tr("Write the log to FILE."), "FILE");
    }

    ParseOutcome parse(const QStringList &words);

private:
    void flag(const char *name, const QString &text, const QString &shortName = {})
    {
        QStringList names{QLatin1String(name)};
        if (!shortName.isEmpty())
            names.prepend(shortName);
        m_parser.addOption(QCommandLineOption(names, text));
    }
    void value(const char *name, const QString &text, const char *placeholder)
    {
        m_parser.addOption(
            QCommandLineOption(QLatin1String(name), text, QLatin1String(placeholder)));
    }
    void addServers();
    void addExportOptions();
    void addMigrationOptions();
    void addOthers();

    bool isSet(const char *name) const
    {
        return m_parser.optionNames().contains(QLatin1String(name));
    }
    QString text(const char *name) const
    {
        return isSet(name) ? m_parser.value(QLatin1String(name)) : QString();
    }
    QString readInto(Arguments &arguments) const;
    QString readPositional(Arguments &arguments) const;
    QString readTransfer(Arguments &arguments) const;
    QString readPractice(Arguments &arguments) const;
    QString readProxy(Arguments &arguments) const;
    void readOptions(MigrationOptions &options) const;
    QString checked(const Arguments &arguments) const;

    Command m_command;
    QCommandLineParser m_parser;
};

void CommandParser::addServers()
{
    if (hasSource(m_command)) {
        if (m_command != Command::Resume)
            value("source",
                  Words::tr("Address of the server that is left, such as chat.example.com."),
                  "URL");
        value("source-user", Words::tr("User name or e-mail at the source."), "NAME");
        value("source-password-file", Words::tr("File with the password at the source."), "FILE");
        value("source-token-file", Words::tr("File with a personal access token of the source."),
              "FILE");
    }
    if (hasDestination(m_command)) {
        if (m_command != Command::Resume)
            value("destination", Words::tr("Address of the new server."), "URL");
        value("destination-user", Words::tr("User name or e-mail at the destination."), "NAME");
        value("destination-password-file", Words::tr("File with the password at the destination."),
              "FILE");
        value("destination-token-file",
              Words::tr("File with a personal access token of the destination."), "FILE");
    }
    if (hasSource(m_command) || hasDestination(m_command)) {
        value("proxy",
              Words::tr("The way to the servers: system (default), none, http://HOST:PORT or "
                        "socks5://HOST:PORT."),
              "PROXY");
        value("proxy-user", Words::tr("User name at the proxy."), "NAME");
        value("proxy-password-file", Words::tr("File with the password at the proxy."), "FILE");
        value("ca-file", Words::tr("Also trust the certificate authorities in FILE (PEM)."),
              "FILE");
        flag("allow-http",
             Words::tr(
                 "Allow connections without protection. Others may read passwords on the way."));
    }
}

void CommandParser::addExportOptions()
{
    if (m_command == Command::Migrate || m_command == Command::Export) {
        flag("no-attachments", Words::tr("Leave attached files out."));
        flag("include-archived-channels",
             Words::tr("Take archived channels along (9.1 and later)."));
        flag("include-profile-pictures", Words::tr("Take profile pictures along (9.8 and later)."));
        flag("no-roles-and-schemes",
             Words::tr("Leave roles and permission schemes out (9.8 and later)."));
        value("use-export",
              Words::tr("Use an export that lies on the source already: its name, or latest."),
              "NAME");
        value("folder", Words::tr("Keep the archive in DIR (your Downloads folder by default)."),
              "DIR");
        flag("delete-export", Words::tr("Delete the export on the source at the end."));
    }
}

void CommandParser::addMigrationOptions()
{
    if (m_command == Command::Import)
        value("folder",
              Words::tr("Put the corrected copy into DIR (beside the archive by default)."), "DIR");
    if (m_command == Command::Resume)
        value("folder", Words::tr("Keep the archive in DIR from now on."), "DIR");
    if (hasDestination(m_command)) {
        flag("adjust-limits",
             Words::tr(
                 "Raise settings of the destination that stand in the way; they are put back."));
        if (m_command != Command::Resume) {
            flag("extract-content",
                 Words::tr("Make the text inside of files searchable after the import."));
            flag("no-extract-content",
                 Words::tr("Leave the text inside of files out of the search."));
            flag("keep-archive", Words::tr("Keep the archive and its corrected copy."));
        }
    }
    if (m_command == Command::Migrate)
        flag("delete-archive", Words::tr("Delete the local archive when everything has arrived."));
    if (m_command == Command::Migrate) {
        flag("practice",
             Words::tr("Practise between two stand-ins on this computer; no server is needed."));
        value("practice-version",
              Words::tr("Version that both stand-ins play: 5.37 or 11 (default 11)."), "VERSION");
    }
    if (moves(m_command)) {
        value("connections",
              Words::tr("Download over at most N connections at once, 1 to 6 (default 4)."), "N");
        if (m_command != Command::Export && m_command != Command::Import)
            flag("no-overlap", Words::tr("Begin the upload only when the download is complete."));
        value("speed-limit",
              Words::tr("Move at most MB megabytes a second, so that others can use the line."),
              "MB");
        value("report", Words::tr("Write what was done to FILE as JSON."), "FILE");
        value("progress", Words::tr("auto, plain, json or none (default auto)."), "FORMAT");
    }
}

void CommandParser::addOthers()
{
    switch (m_command) {
    case Command::Import:
    case Command::Inspect:
        m_parser.addPositionalArgument(QStringLiteral("archive"),
                                       Words::tr("The export, a ZIP file."),
                                       QStringLiteral("ARCHIVE"));
        break;
    case Command::Resume:
        m_parser.addPositionalArgument(QStringLiteral("id"),
                                       Words::tr("Which migration; the newest by default."),
                                       QStringLiteral("[ID]"));
        flag("list", Words::tr("List the migrations that can be continued."));
        break;
    case Command::PracticeServer:
        value("port", Words::tr("Port to listen on (any free one by default)."), "N");
        value("role",
              Words::tr("source: with a workspace in it; destination: empty (default source)."),
              "ROLE");
        value("practice-version", Words::tr("Version to play: 5.37 or 11 (default 11)."),
              "VERSION");
        flag("small", Words::tr("A small workspace."));
        value("ready-export", Words::tr("A file that lies on the server as an export."), "FILE");
        value("job-interval", Words::tr("Look for new jobs every MS milliseconds (default 1000)."),
              "MS");
        value("import-time", Words::tr("Let an import take at least MS milliseconds."), "MS");
        break;
    case Command::Migrate:
    case Command::Export:
        break;
    }
    if (m_command == Command::Inspect) {
        flag("json", Words::tr("Print JSON."));
        value("for", Words::tr("Check it for a server of that version (a recent one by default)."),
              "VERSION");
        value("findings",
              Words::tr("Write all that was found to FILE: a table (.csv) or JSON (.json)."),
              "FILE");
    }
}

ParseOutcome CommandParser::parse(const QStringList &words)
{
    ParseOutcome outcome;
    const QString &name = words.first();
    if (!m_parser.parse(words)) {
        outcome.error = m_parser.errorText();
        if (outcome.error.contains(QLatin1String("password"))
            || outcome.error.contains(QLatin1String("token")))
            outcome.error +=
                QLatin1Char('\n')
                + Words::tr("Passwords and tokens are never taken from the command line, where "
                            "others can see them. "
                            "Put them into a file or the environment, or wait to be asked.");
        outcome.exitStatus = exitUsage;
        return outcome;
    }
    if (m_parser.isSet(QStringLiteral("help"))) {
        outcome.output = m_parser.helpText().replace(QLatin1String("[options]"),
                                                     QString(name + QStringLiteral(" [options]")));
        return outcome;
    }
    Arguments arguments;
    arguments.command = m_command;
    outcome.error = readInto(arguments);
    if (outcome.error.isEmpty())
        outcome.error = checked(arguments);
    if (!outcome.error.isEmpty()) {
        outcome.exitStatus = exitUsage;
        return outcome;
    }
    outcome.arguments = arguments;
    return outcome;
}

void CommandParser::readOptions(MigrationOptions &options) const
{
    options.kind = m_command == Command::Export   ? MigrationKind::ExportOnly
                   : m_command == Command::Import ? MigrationKind::ImportOnly
                                                  : MigrationKind::Full;
    options.includeAttachments = !isSet("no-attachments");
    options.includeArchivedChannels = isSet("include-archived-channels");
    options.includeProfilePictures = isSet("include-profile-pictures");
    options.includeRolesAndSchemes = !isSet("no-roles-and-schemes");
    options.useExport = text("use-export");
    options.folder = text("folder");
    if (isSet("extract-content"))
        options.extractContent = true;
    if (isSet("no-extract-content"))
        options.extractContent = false;
    options.deleteExport = isSet("delete-export");
    options.deleteArchive = isSet("delete-archive");
    options.keepPreparedArchive = isSet("keep-archive");
    options.adjustLimits = isSet("adjust-limits");
    options.sourceCaFile = text("ca-file");
    options.destinationCaFile = text("ca-file");
    options.allowInsecureHttp = isSet("allow-http");
}

/// @return what is wrong; empty: nothing
QString CommandParser::readTransfer(Arguments &arguments) const
{
    bool isNumber = true;
    if (isSet("connections")) {
        arguments.connections = text("connections").toInt(&isNumber);
        if (!isNumber || *arguments.connections < 1 || *arguments.connections > 6)
            return Words::tr("--connections wants a number from 1 to 6.");
    }
    arguments.noOverlap = isSet("no-overlap");
    if (isSet("speed-limit")) {
        const double megabytes = text("speed-limit").toDouble(&isNumber);
        if (!isNumber || !(megabytes >= 0) || megabytes > 1e6)
            return Words::tr("--speed-limit wants megabytes a second, such as 2.5; 0 is no limit.");
        arguments.bytesPerSecond = static_cast<qint64>(megabytes * 1'000'000);
    }
    return {};
}

QString CommandParser::readPositional(Arguments &arguments) const
{
    const QStringList rest = m_parser.positionalArguments();
    const bool takesOne = m_command == Command::Import || m_command == Command::Inspect
                          || m_command == Command::Resume;
    if (rest.size() > (takesOne ? 1 : 0))
        return Words::tr("\"%1\" is one word too many.").arg(rest.last());
    if (m_command == Command::Resume)
        arguments.migrationId = rest.value(0);
    else
        arguments.archive = rest.value(0);
    return {};
}

QString CommandParser::readPractice(Arguments &arguments) const
{
    arguments.practice = isSet("practice");
    arguments.practiceSmall = isSet("small");
    arguments.practiceReadyExport = text("ready-export");
    if (isSet("practice-version"))
        arguments.practicePersonality = text("practice-version");
    if (arguments.practicePersonality != QLatin1String("5.37")
        && arguments.practicePersonality != QLatin1String("11"))
        return Words::tr("The practice version is 5.37 or 11, not \"%1\".")
            .arg(arguments.practicePersonality);
    if (isSet("role"))
        arguments.practiceRole = text("role");
    if (arguments.practiceRole != QLatin1String("source")
        && arguments.practiceRole != QLatin1String("destination"))
        return Words::tr("The role is source or destination, not \"%1\".")
            .arg(arguments.practiceRole);
    bool isNumber = true;
    if (isSet("port"))
        arguments.port = text("port").toUShort(&isNumber);
    if (!isNumber)
        return Words::tr("The port is a number up to 65535, not \"%1\".").arg(text("port"));
    if (isSet("job-interval"))
        arguments.practiceJobIntervalMs = text("job-interval").toInt(&isNumber);
    if (isNumber && isSet("import-time"))
        arguments.practiceImportMs = text("import-time").toInt(&isNumber);
    if (!isNumber || arguments.practiceJobIntervalMs < 1 || arguments.practiceImportMs < 0)
        return Words::tr("Times are numbers of milliseconds.");
    return {};
}

QString CommandParser::readProxy(Arguments &arguments) const
{
    arguments.proxyPasswordFile = text("proxy-password-file");
    if (isSet("proxy")) {
        const ParsedProxy parsed = parseProxy(text("proxy"));
        if (parsed.problem == ProxyProblem::Login)
            return Words::tr("Leave user name and password out of the proxy's address, where "
                             "others can see them: use --proxy-user and --proxy-password-file.");
        if (parsed.problem == ProxyProblem::BadPort)
            return Words::tr("The proxy's port is missing or no number from 1 to 65535, as in "
                             "http://proxy.example.com:3128.");
        if (parsed.problem != ProxyProblem::None)
            return Words::tr("The proxy is system, none, http://HOST:PORT or socks5://HOST:PORT, "
                             "not \"%1\".")
                .arg(text("proxy"));
        arguments.proxy = parsed.settings;
    }
    arguments.proxy.user = text("proxy-user");
    return {};
}

QString CommandParser::readInto(Arguments &arguments) const
{
    arguments.sourceAddress = text("source");
    arguments.destinationAddress = text("destination");
    arguments.sourceLogin = {text("source-user"), text("source-password-file"),
                             text("source-token-file")};
    arguments.destinationLogin = {text("destination-user"), text("destination-password-file"),
                                  text("destination-token-file")};
    readOptions(arguments.options);
    arguments.reportFile = text("report");
    arguments.logFile = text("log-file");
    arguments.verbose = isSet("verbose") || isSet("v"); // as it was written
    arguments.list = isSet("list");
    arguments.json = isSet("json");
    arguments.findingsFile = text("findings");
    arguments.forVersion = QVersionNumber::fromString(text("for"));
    const QString format = text("progress");
    if (format.isEmpty() || format == QLatin1String("auto"))
        arguments.progress = ProgressFormat::Auto;
    else if (format == QLatin1String("plain"))
        arguments.progress = ProgressFormat::Plain;
    else if (format == QLatin1String("json"))
        arguments.progress = ProgressFormat::Json;
    else if (format == QLatin1String("none"))
        arguments.progress = ProgressFormat::None;
    else
        return Words::tr("The progress format is auto, plain, json or none, not \"%1\".")
            .arg(format);
    QString problem = readPositional(arguments);
    if (problem.isEmpty())
        problem = readTransfer(arguments);
    if (problem.isEmpty())
        problem = readProxy(arguments);
    return problem.isEmpty() ? readPractice(arguments) : problem;
}

QString CommandParser::checked(const Arguments &arguments) const
{
    const bool wantsServers = m_command != Command::Resume && !arguments.practice;
    if (wantsServers && hasSource(m_command) && arguments.sourceAddress.isEmpty())
        return Words::tr("Say which server is left: --source chat.example.com");
    if (wantsServers && hasDestination(m_command) && arguments.destinationAddress.isEmpty())
        return Words::tr("Say which server is the new one: --destination new.example.com");
    if (arguments.practice
        && !(arguments.sourceAddress.isEmpty() && arguments.destinationAddress.isEmpty()))
        return Words::tr(
            "With --practice there are no other servers: leave --source and --destination out.");
    if ((m_command == Command::Import || m_command == Command::Inspect)
        && arguments.archive.isEmpty())
        return Words::tr("Say which archive: a ZIP file that an export made.");
    if (isSet("for") && arguments.forVersion.isNull())
        return Words::tr("--for wants a version such as 7.6, not \"%1\".").arg(text("for"));
    if (isSet("extract-content") && isSet("no-extract-content"))
        return Words::tr("--extract-content and --no-extract-content contradict each other.");
    if (isSet("delete-archive") && isSet("keep-archive"))
        return Words::tr("--delete-archive and --keep-archive contradict each other.");
    return {};
}

} // namespace

ParseOutcome parseArguments(const QStringList &words)
{
    ParseOutcome outcome;
    const QString first = words.value(0);
    if (first == QLatin1String("--version")) {
        outcome.output = QStringLiteral("mmigrate-cli " MMIGRATE_VERSION "\n");
        return outcome;
    }
    if (first == QLatin1String("--help") || first == QLatin1String("-h")
        || first == QLatin1String("help")) {
        outcome.output = overview();
        return outcome;
    }
    for (const CommandName &known : commandNames) {
        if (first == known.name)
            return CommandParser(known.command).parse(words);
    }
    outcome.error = first.isEmpty() ? Words::tr("Say what to do.")
                                    : Words::tr("There is no command \"%1\".").arg(first);
    outcome.error += QStringLiteral("\n\n") + overview();
    outcome.exitStatus = exitUsage;
    return outcome;
}

} // namespace mmigrate::cli
