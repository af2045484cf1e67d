// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "cli/cliarguments.h"

#include "cli/commandparser_p.h"
#include "cli/exitstatus.h"
#include "core/destination/destinationchecks.h"

#include <array>

namespace mmigrate::cli {

namespace {

using Words = CommandLineWords;

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
    CommandName{Command::Check, QLatin1String("check")},
    CommandName{Command::Resume, QLatin1String("resume")},
    CommandName{Command::PracticeServer, QLatin1String("practice-server")},
};

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
        "  check    ARCHIVE --destination URL        what would stop or harm an import there; "
        "changes "
        "nothing\n"
        "  resume   [ID] [--list]                    go on with an interrupted migration\n"
        "  practice-server                           a Mattermost stand-in to practise with\n"
        "\n"
        "mmigrate-cli COMMAND --help tells the options of a command.\n"
        "Try it without any server: mmigrate-cli migrate --practice --adjust-limits\n");
}

} // namespace

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
    if (m_command == Command::Import || m_command == Command::Check || m_command == Command::Resume)
        flag("wrap", Words::tr("Make a ZIP file of a list (import.jsonl) that is in none, and of "
                               "the files that it names, from the folder data beside it."));
    if (imports(m_command)) {
        flag("adjust-limits",
             Words::tr(
                 "Raise settings of the destination that stand in the way; they are put back."));
        value("switch-on",
              Words::tr("Switch a setting of the destination on, and leave it so: %1. May be given "
                        "several times.")
                  .arg(switchableSettings().join(QStringLiteral(", "))),
              "SETTING");
        if (m_command != Command::Resume) {
            flag("extract-content",
                 Words::tr("Make the text inside of files searchable after the import."));
            flag("no-extract-content",
                 Words::tr("Leave the text inside of files out of the search."));
            flag("keep-archive", Words::tr("Keep the archive and its corrected copy."));
        }
    }
    if (m_command == Command::Check)
        flag("adjust-limits",
             Words::tr("Take settings that mmigrate can raise for settled. None is changed."));
    if (hasDestination(m_command))
        value("mapping",
              Words::tr("Decisions about names that the archive and the destination share (see "
                        "check --save-mapping)."),
              "FILE");
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
    case Command::Check:
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
    if (m_command == Command::Inspect)
        value("for", Words::tr("Check it for a server of that version (a recent one by default)."),
              "VERSION");
    if (m_command == Command::Check) {
        value("collisions",
              Words::tr("Write all names that the archive and the destination share to FILE: a "
                        "table (.csv) or JSON (.json)."),
              "FILE");
        value("save-mapping",
              Words::tr("Write the decisions about them to FILE, to be changed by hand and used "
                        "with --mapping: those of --mapping, else what mmigrate proposes."),
              "FILE");
    }
    if (m_command == Command::Inspect || m_command == Command::Check) {
        flag("json", Words::tr("Print JSON."));
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
