// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>
#include <QVariantMap>

namespace mmigrate {

/// What a server's English prose is about. Jobs carry no error id, only such prose (API notes,
/// section 4): "<message> — <detail>" or "<outer message> — <where>: <message>, <detail>".
struct ServerWords
{
    QString id{}; ///< e.g. "app.import.import_channel.team_not_found.error"; empty: not known
    /// What the prose names, as far as it does: "team", "channel", "user", "email", "path" (of a
    /// file), "emoji", "type" (of a line), "service", "size", "limit".
    QVariantMap names{};
};

/// Finds the error by short pieces of its message that no other message has, in every version from
/// 5.37 to 11.6. Of several the first counts: details and wrapped errors stand behind. Prose that
/// says only that something failed counts where there is nothing else. Messages in another language
/// than English are not known.
ServerWords recogniseServerWords(const QString &text);

/// True for errors that the server finds for a batch of messages: the line that it names is one of
/// that batch, and need not be the bad one (it looks the line up by channel and time).
bool isFoundInBatch(const QString &id);

/// One piece of prose, and the ids of the messages that have it: several where the messages are the
/// same. `recogniseServerWords` gives the first.
struct ServerWordsPattern
{
    QString words{}; ///< "{team}" and the like stand for a name
    QStringList ids{};
};

/// All that is known, for the tests.
QList<ServerWordsPattern> serverWordsPatterns();

} // namespace mmigrate
