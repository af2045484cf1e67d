// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "recording.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QRegularExpression>
#include <QSet>

namespace mmigrate::test {

namespace {

RawHttp::Headers headersOf(const QJsonObject &object)
{
    RawHttp::Headers headers;
    for (auto it = object.begin(); it != object.end(); ++it) {
        const QJsonArray several =
            it.value().isArray() ? it.value().toArray() : QJsonArray{it.value()};
        for (const QJsonValue &value : several)
            headers.append({it.key().toUtf8(), value.toString().toUtf8()});
    }
    return headers;
}

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return QStringLiteral("null");
    case QJsonValue::Bool:
        return QStringLiteral("bool");
    case QJsonValue::Double:
        return QStringLiteral("number");
    case QJsonValue::String:
        return QStringLiteral("string");
    case QJsonValue::Array:
        return QStringLiteral("array");
    case QJsonValue::Object:
        return QStringLiteral("object");
    default:
        return QStringLiteral("missing");
    }
}

bool hasId(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\b[a-z0-9]{26}(?![a-z0-9])"));
    return pattern.match(text).hasMatch();
}

void compareJson(const QString &where, const QJsonValue &recorded, const QJsonValue &value,
                 QStringList *found, IdMap *ids);

void compareObjects(const QString &where, const QJsonObject &recorded, const QJsonObject &value,
                    QStringList *found, IdMap *ids)
{
    for (auto it = recorded.begin(); it != recorded.end(); ++it) {
        const QString path = where + QLatin1Char('.') + it.key();
        if (!value.contains(it.key()))
            found->append(QStringLiteral("missing ") + path);
        else
            compareJson(path, it.value(), value.value(it.key()), found, ids);
    }
    for (auto it = value.begin(); it != value.end(); ++it) {
        if (!recorded.contains(it.key()))
            found->append(QStringLiteral("extra ") + where + QLatin1Char('.') + it.key());
    }
}

void compareArrays(const QString &where, const QJsonArray &recorded, const QJsonArray &value,
                   QStringList *found, IdMap *ids)
{
    if (recorded.isEmpty() != value.isEmpty()) {
        found->append((value.isEmpty() ? QStringLiteral("empty ") : QStringLiteral("filled "))
                      + where);
        return;
    }
    // Of the same kind, all of them: the first tells the shape.
    const qsizetype count =
        recorded.size() == value.size() ? recorded.size() : qMin<qsizetype>(1, recorded.size());
    for (qsizetype i = 0; i < count; ++i)
        compareJson(where + QStringLiteral("[]"), recorded.at(i), value.at(i), found, ids);
}

void compareJson(const QString &where, const QJsonValue &recorded, const QJsonValue &value,
                 QStringList *found, IdMap *ids)
{
    if (recorded.type() != value.type()) {
        found->append(
            QStringLiteral("%1 is %2, was %3").arg(where, typeName(value), typeName(recorded)));
        return;
    }
    if (recorded.isObject())
        compareObjects(where, recorded.toObject(), value.toObject(), found, ids);
    else if (recorded.isArray())
        compareArrays(where, recorded.toArray(), value.toArray(), found, ids);
    else if (recorded.isString() && hasId(recorded.toString()))
        ids->insert(recorded.toString(), value.toString());
}

/// Of errors the content counts too.
void compareErrors(const QJsonObject &recorded, const QJsonObject &value, QStringList *found)
{
    if (!recorded.contains(QLatin1String("status_code")))
        return;
    for (const char *member : {"id", "message", "status_code"}) {
        const QJsonValue was = recorded.value(QLatin1String(member));
        const QJsonValue is = value.value(QLatin1String(member));
        if (was != is) {
            found->append(QStringLiteral("%1 is \"%2\", was \"%3\"")
                              .arg(QLatin1String(member), is.toVariant().toString(),
                                   was.toVariant().toString()));
        }
    }
}

/// Addresses, ids and names in headers are as they are; what counts is which headers come.
QString comparable(const QByteArray &name, const QByteArray &value)
{
    static const QSet<QByteArray> exact{"content-type",     "content-encoding", "vary",
                                        "expires",          "accept-ranges",    "cache-control",
                                        "pragma",           "status",           "database_status",
                                        "filestore_status", "connection",       "retry-after"};
    if (name == "x-version-id") {
        static const QRegularExpression pattern(
            QStringLiteral("^\\d+\\.\\d+\\.\\d+\\..*\\.[0-9a-f]{32}\\.(true|false)$"));
        return pattern.match(QString::fromLatin1(value)).hasMatch() ? QStringLiteral("well-formed")
                                                                    : QString::fromLatin1(value);
    }
    if (name == "set-cookie")
        return QString::fromLatin1(value.left(value.indexOf('=')));
    if (name == "content-type")
        return QString::fromLatin1(
            value.left(value.indexOf("boundary=") < 0 ? value.size() : value.indexOf("boundary=")));
    return exact.contains(name) ? QString::fromLatin1(value) : QStringLiteral("there");
}

QStringList comparableHeaders(const RawAnswer &answer)
{
    // Length and chunks follow from what the body is; the page's own policies are of no interest
    // here.
    static const QSet<QByteArray> ignored{"date", "content-length", "transfer-encoding",
                                          "content-security-policy", "x-frame-options"};
    QStringList all;
    for (const auto &header : answer.headers) {
        const QByteArray name = header.first.toLower();
        if (!ignored.contains(name))
            all.append(QString::fromLatin1(name) + QStringLiteral(": ")
                       + comparable(name, header.second));
    }
    all.sort();
    return all;
}

} // namespace

QString recordingsFolder(const QString &version)
{
    return QStringLiteral(MMIGRATE_TEST_DATA "/recordings/") + version;
}

std::optional<Recording> loadRecording(const QString &version, const QString &name)
{
    QFile file(recordingsFolder(version) + QLatin1Char('/') + name + QStringLiteral(".json"));
    if (!file.open(QIODevice::ReadOnly))
        return std::nullopt;
    const QJsonObject all = QJsonDocument::fromJson(file.readAll()).object();
    const QJsonObject request = all.value(QLatin1String("request")).toObject();
    Recording recording;
    recording.name = name;
    recording.method = request.value(QLatin1String("method")).toString().toUtf8();
    recording.path = request.value(QLatin1String("path")).toString().toUtf8();
    recording.headers = headersOf(request.value(QLatin1String("headers")).toObject());
    recording.body = request.value(QLatin1String("body")).toString().toUtf8();
    const QJsonObject response = all.value(QLatin1String("response")).toObject();
    recording.hasAnswer = !response.isEmpty();
    recording.answer.status = response.value(QLatin1String("status")).toInt();
    recording.answer.headers = headersOf(response.value(QLatin1String("headers")).toObject());
    recording.answer.body = response.value(QLatin1String("body")).toString().toUtf8();
    return recording;
}

QByteArray describedBody(const QByteArray &description)
{
    if (!description.startsWith('<'))
        return description;
    static const QRegularExpression array(QStringLiteral("JSON array of (\\d+)"));
    const QString text = QString::fromUtf8(description);
    if (const auto match = array.match(text); match.hasMatch()) {
        // The first one exists: as "admin" by name, and the caller puts the id there.
        QStringList names;
        for (int i = 0; i < match.captured(1).toInt(); ++i)
            names.append(QStringLiteral("\"%1\"").arg(i == 0 ? QStringLiteral("admin")
                                                             : QStringLiteral("name%1").arg(i)));
        return '[' + names.join(QLatin1Char(',')).toUtf8() + ']';
    }
    static const QRegularExpression part(QStringLiteral("one part of (\\d+) bytes"));
    if (const auto match = part.match(text); match.hasMatch()) {
        return "--boundary0123456789\r\nContent-Disposition: form-data; name=\"data\"; "
               "filename=\"x\"\r\n\r\n"
               + QByteArray(match.captured(1).toInt(), 'm') + "\r\n--boundary0123456789--\r\n";
    }
    static const QRegularExpression size(QStringLiteral("<(\\d+) (?:of \\d+ )?(bytes|MiB)"));
    const auto match = size.match(text);
    const qint64 unit = match.captured(2) == QLatin1String("MiB") ? 1024 * 1024 : 1;
    return QByteArray(qsizetype(match.captured(1).toLongLong() * unit), 'b');
}

QByteArray replaced(QByteArray text, const IdMap &ids)
{
    for (auto it = ids.begin(); it != ids.end(); ++it)
        text.replace(it.key().toUtf8(), it.value().toUtf8());
    return text;
}

QStringList compareAnswers(const RawAnswer &recorded, const RawAnswer &answer, IdMap *ids)
{
    QStringList found;
    if (recorded.status != answer.status)
        found.append(
            QStringLiteral("status is %1, was %2").arg(answer.status).arg(recorded.status));
    const QStringList was = comparableHeaders(recorded);
    const QStringList is = comparableHeaders(answer);
    for (const QString &header : was) {
        if (was.count(header) > is.count(header))
            found.append(QStringLiteral("missing header ") + header);
    }
    for (const QString &header : is) {
        if (is.count(header) > was.count(header))
            found.append(QStringLiteral("extra header ") + header);
    }
    const QJsonDocument recordedJson = recorded.json();
    const QJsonDocument json = answer.json();
    if (recordedJson.isNull()) {
        const QByteArray text = recorded.body.trimmed();
        if (text.size() < 200 && !text.startsWith('<') && !text.startsWith("--")
            && text != answer.body.trimmed())
            found.append(
                QStringLiteral("body is \"%1\"").arg(QString::fromUtf8(answer.body.left(100))));
    } else {
        const auto whole = [](const QJsonDocument &document) {
            return document.isArray() ? QJsonValue(document.array())
                                      : QJsonValue(document.object());
        };
        compareJson(QStringLiteral("$"), whole(recordedJson),
                    json.isNull() ? QJsonValue() : whole(json), &found, ids);
        compareErrors(recordedJson.object(), json.object(), &found);
    }
    found.removeDuplicates();
    return found;
}

} // namespace mmigrate::test
