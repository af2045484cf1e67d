// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "support/migrationpair.h"
#include "support/streamingzip.h"

namespace mmigrate::test {

inline QString q(const char *text)
{
    return QString::fromUtf8(text);
}

inline QByteArray userLine(const QByteArray &name, const QByteArray &roles = "system_user")
{
    return "{\"type\":\"user\",\"user\":{\"username\":\"" + name + "\",\"email\":\"" + name
           + "@x.org\",\"roles\":\"" + roles
           + "\",\"teams\":[{\"name\":\"crew\",\"roles\":\"team_user\",\"channels\":"
             "[{\"name\":\"dev\",\"roles\":\"channel_user\"}]}]}}";
}

inline QByteArray postLine(const QByteArray &user, const QByteArray &message,
                           const QByteArray &more = {})
{
    return "{\"type\":\"post\",\"post\":{\"team\":\"crew\",\"channel\":\"dev\",\"user\":\"" + user
           + "\",\"message\":\"" + message + "\",\"create_at\":1700000000000" + more + "}}";
}

/// A team of three with a message of each.
inline QByteArrayList crewLines()
{
    return {
        R"({"type":"version","version":1})",
        R"({"type":"team","team":{"name":"crew","display_name":"Crew","type":"O"}})",
        R"({"type":"channel","channel":{"team":"crew","name":"dev","display_name":"D","type":"O"}})",
        userLine("ann"),
        userLine("bob"),
        userLine("boss"),
        postLine("ann", "of ann",
                 R"(,"reactions":[{"user":"boss","emoji_name":"x","create_at":1700000000001}])"),
        postLine("bob", "of bob",
                 R"(,"replies":[{"user":"ann","message":"reply of ann",)"
                 R"("create_at":1700000000001}])"),
        postLine("boss", "of boss"),
        R"({"type":"direct_channel","direct_channel":{"members":["ann","bob"]}})",
        R"({"type":"direct_post","direct_post":{"channel_members":["ann","bob"],"user":"ann",)"
        R"("message":"secret","create_at":1700000000002}})",
    };
}

inline void writeArchive(MigrationPair &pair, const QByteArrayList &lines)
{
    pair.options.kind = MigrationKind::ImportOnly;
    pair.archivePath = pair.folder() + q("/made.zip");
    StreamingZip zip(pair.archivePath);
    zip.addDeflated("import.jsonl", lines.join('\n') + '\n');
    zip.finish();
}

inline PracticeAccount account(const char *name, const char *email,
                               const char *roles = "system_user")
{
    PracticeAccount made;
    made.username = q(name);
    made.email = q(email);
    made.password = q("Practice-2026");
    made.roles = q(roles);
    return made;
}

inline PracticeServerOptions with(const QList<PracticeAccount> &accounts)
{
    PracticeServerOptions options = emptyDestination();
    options.accounts = accounts;
    return options;
}

} // namespace mmigrate::test
