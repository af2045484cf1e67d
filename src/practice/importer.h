// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "practice/backend.h"
#include "practice/importarchive.h"

#include <QHash>
#include <QJsonObject>
#include <QString>

#include <functional>
#include <optional>

namespace mmigrate::practice {

/// Why an import stops at a line.
struct ImportError
{
    QString message{};
    QString detail{};
    QString where = QStringLiteral("BulkImport");
    bool lineUnknown = false; ///< told as line 0: found in a batch
    bool crash = false;       ///< the whole server goes down
};
using ImportResult = std::optional<ImportError>;

inline ImportError importError(const char *message, const QString &detail = {})
{
    ImportError error;
    error.message = QString::fromUtf8(message);
    error.detail = detail;
    return error;
}

inline ImportError importCrash()
{
    ImportError error;
    error.crash = true;
    return error;
}

// Checks of the objects alone, without looking at the workspace (importchecks.cpp).
ImportResult checkTeam(const QJsonObject &team, const Personality &personality);
ImportResult checkChannel(const QJsonObject &channel, const Personality &personality);
ImportResult checkUser(const QJsonObject &user);
ImportResult checkPost(const QJsonObject &post, const Personality &personality, int maxPostChars);
ImportResult checkDirectPost(const QJsonObject &post, const Personality &personality,
                             int maxPostChars);
ImportResult checkEmoji(const QJsonObject &emoji);
bool isBuiltInEmoji(const QString &name);

/// Reads an archive into a server's workspace, by the rules of its version: stops at the first
/// error, and what was done stays.
class Importer
{
public:
    Importer(Backend &server, int generation);

    enum class Outcome { Done, Failed, Crashed, Stopped };
    /// Asked before each line, by its number from 1: may wait; false: stop.
    using LineGate = std::function<bool(int)>;
    Outcome run(const QString &path, const LineGate &gate);
    QString error() const { return m_errorText; }
    /// Empty: not while reading lines.
    QString lineNumber() const { return m_lineNumber; }

private:
    struct Attachment
    {
        QString path{};   ///< as the line names it
        QString stored{}; ///< below the data folder
        qint64 size = 0;
        QByteArray sha256{};
    };
    using Attachments = QList<Attachment>;
    /// Which files of a line come from the archive: the root post's and those of its replies, in
    /// order.
    struct LineFiles
    {
        Attachments root{};
        QList<Attachments> replies{};
    };

    Outcome fail(const ImportError &error, const QString &line);
    Outcome readLines(const LineGate &gate);
    ImportResult handleLine(const QByteArray &line, int number);
    ImportResult handleVersion(const QJsonObject &object) const;
    ImportResult handleObject(const QString &type, const QJsonObject &object);
    ImportResult missingObject(const QString &type) const;
    ImportResult applyLocked(const QString &type, const QJsonObject &data, const LineFiles &files);

    // importpeople.cpp
    ImportResult importTeam(const QJsonObject &data);
    ImportResult importChannel(const QJsonObject &data);
    ImportResult importUser(const QJsonObject &given);
    ImportResult setUserFields(int index, const QJsonObject &data, bool isNew);
    ImportResult importMemberships(int user, const QJsonArray &teams);
    ImportResult importMembership(int user, const QJsonObject &data);
    ImportResult importBot(const QJsonObject &data);
    bool passwordIsGood(const QString &password) const;
    // importposts.cpp
    ImportResult collectFiles(const QJsonObject &post, bool direct, LineFiles *files);
    ImportResult collectFrom(const QJsonArray &attachments, bool fromZip, Attachments *found);
    ImportResult importPost(const QJsonObject &data, const LineFiles &files);
    ImportResult importDirectPost(const QJsonObject &data, const LineFiles &files);
    ImportResult importThread(const QJsonObject &data, int channel, const LineFiles &files);
    int storePost(const QJsonObject &data, int channel, int user, int root);
    void storeReactions(int index, const QJsonArray &reactions);
    void storeFiles(int index, const Attachments &attachments);
    ImportResult checkAuthors(const QJsonObject &post) const;
    ImportResult importDirectChannel(const QJsonObject &data);
    ImportResult importEmoji(const QJsonObject &data);
    std::optional<std::vector<int>> usersOf(const QJsonArray &names) const;

    Backend &m_server;
    const Personality &m_personality;
    const int m_generation;
    ImportArchive m_archive;
    int m_maxPostChars = 16383;
    QString m_errorText;
    QString m_lineNumber;
};

} // namespace mmigrate::practice
