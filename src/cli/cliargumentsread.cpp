// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0
//
// What was said on the command line, into Arguments.

#include "cli/commandparser_p.h"
#include "core/destination/destinationchecks.h"

#include <QFileInfo>

namespace mmigrate::cli {

namespace {

using Words = CommandLineWords;

} // namespace

void CommandParser::readOptions(MigrationOptions &options) const
{
    options.kind = m_command == Command::Export ? MigrationKind::ExportOnly
                   : m_command == Command::Import || m_command == Command::Check
                       ? MigrationKind::ImportOnly
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
    options.wrapList = isSet("wrap");
    options.adjustLimits = isSet("adjust-limits");
    if (isSet("switch-on"))
        options.switchOn = m_parser.values(QStringLiteral("switch-on"));
    if (isSet("mapping"))
        options.mappingFile = QFileInfo(text("mapping")).absoluteFilePath();
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
                          || m_command == Command::Check || m_command == Command::Resume;
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
    arguments.collisionsFile = text("collisions");
    arguments.saveMappingFile = text("save-mapping");
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
    const bool wantsArchive = m_command == Command::Import || m_command == Command::Inspect
                              || m_command == Command::Check;
    if (wantsArchive && arguments.archive.isEmpty())
        return Words::tr("Say which archive: a ZIP file that an export made.");
    for (const QString &setting : arguments.options.switchOn) {
        if (!switchableSettings().contains(setting))
            return Words::tr("--switch-on knows %1, not \"%2\".")
                .arg(switchableSettings().join(QStringLiteral(", ")), setting);
    }
    if (isSet("for") && arguments.forVersion.isNull())
        return Words::tr("--for wants a version such as 7.6, not \"%1\".").arg(text("for"));
    if (isSet("extract-content") && isSet("no-extract-content"))
        return Words::tr("--extract-content and --no-extract-content contradict each other.");
    if (isSet("delete-archive") && isSet("keep-archive"))
        return Words::tr("--delete-archive and --keep-archive contradict each other.");
    return {};
}

} // namespace mmigrate::cli
