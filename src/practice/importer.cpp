// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/importer.h"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>

namespace mmigrate::practice {

namespace {

/// What Go's decoder says, as far as it is told apart here.
QString decodeDetail(const QByteArray &line, const QJsonParseError &error)
{
    if (line.trimmed().isEmpty())
        return QStringLiteral("EOF");
    const bool atStart = line.at(0) != '{';
    const QString text = QString::fromUtf8(line);
    if (atStart) {
        const QChar c = line.startsWith("\xEF\xBB\xBF") ? QChar(0xEF) : text.at(0);
        return QStringLiteral("invalid character '%1' looking for beginning of value").arg(c);
    }
    // The key that does not begin with a quote is what Go names; for other mistakes Qt's place has
    // to do.
    int at = 1;
    while (at + 1 < line.size() && line.at(at) == ' ')
        ++at;
    if (line.size() < 2 || line.at(at) == '"')
        at = qBound(0, error.offset, int(line.size()) - 1);
    return QStringLiteral("invalid character '%1' looking for beginning of object key string")
        .arg(QLatin1Char(line.at(at)));
}

} // namespace

Importer::Importer(Backend &server, int generation)
    : m_server(server)
    , m_personality(server.personality)
    , m_generation(generation)
{
}

Importer::Outcome Importer::fail(const ImportError &error, const QString &line)
{
    if (error.crash)
        return Outcome::Crashed;
    m_errorText = m_personality.jobError(error.where, error.message, error.detail);
    m_lineNumber = error.lineUnknown ? QStringLiteral("0") : line;
    return Outcome::Failed;
}

Importer::Outcome Importer::run(const QString &path, const LineGate &gate)
{
    const auto processError = [](const char *message, const QString &detail = {}) {
        ImportError error = importError(message, detail);
        error.where = QStringLiteral("ImportProcessWorker");
        return error;
    };
    if (path.isEmpty())
        return fail(processError("Unable to process import: import_file parameter is missing."),
                    {});
    if (!QFileInfo(path).isFile())
        return fail(processError("Unable to process import: file does not exists."), {});
    if (!m_archive.open(path)) {
        return fail(processError("Unable to process import: failed to open file.",
                                 QStringLiteral("zip: not a valid zip file")),
                    {});
    }
    if (!m_archive.openLines(m_personality.jsonlAtRootOnly)) {
        return fail(processError("Unable to process import: JSONL file is missing.",
                                 QStringLiteral("jsonFile was nil")),
                    {});
    }
    return readLines(gate);
}

Importer::Outcome Importer::readLines(const LineGate &gate)
{
    QByteArray line;
    for (int number = 1;; ++number) {
        const ImportArchive::Line read = m_archive.readLine(&line);
        if (read == ImportArchive::Line::End)
            return Outcome::Done;
        if (read == ImportArchive::Line::TooLong) {
            return fail(importError("Error reading import data file.",
                                    QStringLiteral("bufio.Scanner: token too long")),
                        QStringLiteral("0"));
        }
        if (!gate(number))
            return Outcome::Stopped;
        if (const ImportResult error = handleLine(line, number))
            return fail(*error, QString::number(number));
    }
}

ImportResult Importer::handleLine(const QByteArray &line, int number)
{
    QJsonParseError parsing;
    const QJsonDocument document = QJsonDocument::fromJson(line, &parsing);
    // Qt skips a byte order mark, Go does not.
    if (!document.isObject() || line.startsWith("\xEF\xBB\xBF"))
        return importError("JSON decode of line failed.", decodeDetail(line, parsing));
    const QJsonObject object = document.object();
    if (number == 1)
        return handleVersion(object);
    return handleObject(object.value(QLatin1String("type")).toString(), object);
}

ImportResult Importer::handleVersion(const QJsonObject &object) const
{
    if (object.value(QLatin1String("type")).toString() != QLatin1String("version")
        || !object.value(QLatin1String("version")).isDouble())
        return importError("Unable to read the version of the data import file.");
    if (object.value(QLatin1String("version")).toInt() != 1) {
        return importError(
            "Incorrect or missing version in the data import file. Make sure version is the first "
            "object in your import file and try again.");
    }
    return std::nullopt;
}

ImportResult Importer::missingObject(const QString &type) const
{
    static const QStringList always{QStringLiteral("post"), QStringLiteral("direct_post")};
    static const QStringList newer{QStringLiteral("user"), QStringLiteral("bot"),
                                   QStringLiteral("emoji")};
    if (always.contains(type) || (m_personality.missingUserObjectCrashes && newer.contains(type)))
        return importCrash();
    return importError(qPrintable(
        QStringLiteral("Import data line has type \"%1\" but the %1 object is null.").arg(type)));
}

ImportResult Importer::handleObject(const QString &type, const QJsonObject &object)
{
    static const QStringList always =
        QStringLiteral("team channel user post direct_channel direct_post emoji")
            .split(QLatin1Char(' '));
    static const QStringList newer = QStringLiteral("scheme role bot").split(QLatin1Char(' '));
    const bool known = always.contains(type) || type == QLatin1String("scheme")
                       || (m_personality.importsRolesAndBots && newer.contains(type));
    if (!known)
        return importError(
            qPrintable(QStringLiteral("Import data line has unknown type \"%1\".").arg(type)));
    if (!object.value(type).isObject())
        return missingObject(type);
    const QJsonObject data = object.value(type).toObject();
    LineFiles files;
    if (type == QLatin1String("post") || type == QLatin1String("direct_post")) {
        const bool direct = type != QLatin1String("post");
        if (ImportResult wrong = direct ? checkDirectPost(data, m_personality, m_maxPostChars)
                                        : checkPost(data, m_personality, m_maxPostChars))
            return wrong;
        if (ImportResult wrong = collectFiles(data, direct, &files))
            return wrong;
    }
    const std::lock_guard lock(m_server.mutex);
    if (m_server.generation != m_generation)
        return std::nullopt;
    return applyLocked(type, data, files);
}

ImportResult Importer::applyLocked(const QString &type, const QJsonObject &data,
                                   const LineFiles &files)
{
    if (type == QLatin1String("team"))
        return importTeam(data);
    if (type == QLatin1String("channel"))
        return importChannel(data);
    if (type == QLatin1String("user"))
        return importUser(data);
    if (type == QLatin1String("bot"))
        return importBot(data);
    if (type == QLatin1String("post"))
        return importPost(data, files);
    if (type == QLatin1String("direct_channel"))
        return importDirectChannel(data);
    if (type == QLatin1String("direct_post"))
        return importDirectPost(data, files);
    if (type == QLatin1String("emoji"))
        return importEmoji(data);
    QList<QJsonObject> &list =
        type == QLatin1String("role") ? m_server.workspace.roles : m_server.workspace.schemes;
    const QString name = data.value(QLatin1String("name")).toString();
    list.removeIf([&name](const QJsonObject &known) {
        return known.value(QLatin1String("name")).toString() == name;
    });
    list.append(data);
    return std::nullopt;
}

} // namespace mmigrate::practice
