// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "importcases.h"

namespace mmigrate::test {

QByteArray versionLine()
{
    return R"({"type":"version","version":1})";
}

QByteArray teamLine()
{
    return R"({"type":"team","team":{"name":"acme","display_name":"Acme","type":"O"}})";
}

QByteArray channelLine()
{
    return R"({"type":"channel","channel":{"team":"acme","name":"one","display_name":"One","type":"O"}})";
}

QByteArray user(const QByteArray &name, const QByteArray &more, const QByteArray &email)
{
    return R"({"type":"user","user":{"username":")" + name + R"(","email":")"
           + (email.isEmpty() ? name + "@example.com" : email)
           + R"(","roles":"system_user","teams":[{"name":"acme","roles":"team_user","channels":[{"name":"one","roles":"channel_user"}]}])"
           + more + "}}";
}

QByteArray post(const QByteArray &message, const QByteArray &more, const QByteArray &createAt)
{
    return R"({"type":"post","post":{"team":"acme","channel":"one","user":"ann","message":")"
           + message + R"(","create_at":)" + createAt + more + "}}";
}

QByteArray directPost(const QByteArray &members, const QByteArray &more)
{
    return R"({"type":"direct_post","direct_post":{"channel_members":[)" + members
           + R"(],"user":"ann","message":"direct","create_at":1000)" + more + "}}";
}

QList<QByteArray> withLines(const QList<QByteArray> &more)
{
    return QList<QByteArray>{versionLine(), teamLine(), channelLine(), user("ann")} + more;
}

static QByteArray bigLine()
{
    return R"({"type":"post","post":{"message":")" + QByteArray(17 * 1024 * 1024, 'x') + "\"}}";
}

static QList<Case> structureErrors()
{
    const QByteArray emptyMessage =
        R"({"type":"post","post":{"team":"acme","channel":"one","user":"ann","create_at":1}})";
    return {
        {"job_import_bad_channel_type_error",
         makeArchive(
             {versionLine(), teamLine(),
              R"({"type":"channel","channel":{"team":"acme","name":"one","display_name":"One","type":"X"}})"}),
         "3"},
        {"job_import_bad_json_in_middle_error", makeArchive(withLines({"{bad json"})), "5"},
        {"job_import_bad_username_error", makeArchive(withLines({user("no blanks")})), "5"},
        {"job_import_blank_line_error", makeArchive(withLines({"", user("bob")})), "5"},
        {"job_import_direct_post_nine_members_error",
         makeArchive(withLines({directPost(R"("a","b","c","d","e","f","g","h","i")")})), "5"},
        {"job_import_email_of_another_user_error",
         makeArchive(withLines({user("jim", {}, "joe@example.com")})), "5"},
        {"job_import_invalid_post_line_error", makeArchive(withLines({emptyMessage})), "5"},
        {"job_import_line_over_16MiB_error", makeArchive(withLines({bigLine()})), "0"},
        {"job_import_max_channels_per_team_error",
         makeArchive(
             {versionLine(), teamLine(), channelLine(),
              R"({"type":"channel","channel":{"team":"acme","name":"two","display_name":"Two","type":"O"}})"}),
         "4",
         {{QStringLiteral("TeamSettings.MaxChannelsPerTeam"), 3}}},
        {"job_import_max_users_per_team_error",
         makeArchive(withLines({user("bob"), user("cas")})),
         "6",
         {{QStringLiteral("TeamSettings.MaxUsersPerTeam"), 2}}},
        {"job_import_no_jsonl_error", makeZip({{QStringLiteral("readme.txt"), "x"}}), nullptr},
        {"job_import_no_version_error", makeArchive({teamLine()}), "1"},
        {"job_import_not_a_zip_error", QByteArray(2000, 'n'), nullptr},
        {"job_import_truncated_zip_error", makeArchive(withLines({})).left(200), nullptr},
    };
}

static QList<Case> contentErrors()
{
    return {
        {"job_import_post_16384_chars_error",
         makeArchive(withLines({post(QByteArray(16384, 'x'))})), "5"},
        {"job_import_post_create_at_zero_error", makeArchive(withLines({post("x", {}, "0")})), "5"},
        {"job_import_reaction_before_parent_error",
         makeArchive(withLines(
             {post("x", R"(,"reactions":[{"user":"ann","emoji_name":"tada","create_at":1}])")})),
         "5"},
        {"job_import_reserved_team_name_error",
         makeArchive({versionLine(),
                      R"({"type":"team","team":{"name":"admins","display_name":"A","type":"O"}})"}),
         "2"},
        {"job_import_unknown_channel_in_post_error",
         makeArchive(withLines({post("x").replace("\"one\"", "\"does-not-exist\"")})), "0"},
        {"job_import_unknown_type_error",
         makeArchive(withLines({R"({"type":"no_such_type","x":{}})"})), "5"},
        {"job_import_unknown_user_in_post_error",
         makeArchive(withLines({post("x").replace("\"ann\"", "\"nobody\"")})), "0"},
        {"danger_upper_case_author_error",
         makeArchive(withLines({post("x").replace("\"ann\"", "\"Ann\"")})), "0"},
        {"danger_flagged_by_unknown_error",
         makeArchive(withLines({post("x", R"(,"flagged_by":["nobody"])")})), "0"},
        {"danger_team_without_object_error", makeArchive({versionLine(), R"({"type":"team"})"}),
         "2"},
        {"danger_user_of_unknown_team_error",
         makeArchive(withLines({user("bob").replace("\"acme\"", "\"does-not-exist\"")})), "5"},
        {"job_import_users_before_channels_error",
         makeArchive({versionLine(), teamLine(), user("ann")}), "3"},
        {"job_import_utf8_bom_error", makeArchive({"\xEF\xBB\xBF" + versionLine()}), "1"},
        {"job_import_version_2_error", makeArchive({R"({"type":"version","version":2})"}), "1"},
        {"job_import_weak_password_error",
         makeArchive(withLines({user("u1-weakpw", R"(,"password":"short")")})), "5"},
    };
}

QList<Case> commonErrors()
{
    return structureErrors() + contentErrors();
}

QList<Case> oldErrors()
{
    const Members exporterLayout{{QStringLiteral("data/20210101/x/one.txt"), "one"}};
    return {
        {"job_import_attachment_missing_error",
         makeArchive(withLines({post("x", R"(,"attachments":[{"path":"att/none.txt"}])")})), "5"},
        {"job_import_exporter_layout_error",
         makeArchive(withLines({post("x", R"(,"attachments":[{"path":"20210101/x/one.txt"}])")}),
                     exporterLayout),
         "5"},
        {"job_import_bot_line_error",
         makeArchive(withLines({R"({"type":"bot","bot":{"username":"b","owner":"ann"}})"})), "5"},
        {"job_import_role_line_error",
         makeArchive({versionLine(), R"({"type":"role","role":{"name":"r"}})"}), "2"},
        {"job_import_props_too_large_error",
         makeArchive(withLines({post("x", R"(,"props":{"a":")" + QByteArray(9000, 'p') + "\"}")})),
         "5"},
        {"job_import_reply_before_parent_error",
         makeArchive(
             withLines({post("x", R"(,"replies":[{"user":"ann","message":"r","create_at":1}])")})),
         "5"},
        {"job_import_upper_case_username_error", makeArchive(withLines({user("Upper")})), "5"},
        {"danger_user_without_object_error", makeArchive({versionLine(), R"({"type":"user"})"}),
         "2"},
    };
}

QList<Case> oldFileErrors()
{
    return {
        {"job_import_direct_post_attachment_error",
         makeArchive(
             withLines({directPost(R"("ann","joe")", R"(,"attachments":[{"path":"att/d.txt"}])")}),
             {{QStringLiteral("att/d.txt"), "d"}}),
         "5"},
        {"job_import_reply_attachment_error",
         makeArchive(
             withLines({post(
                 "x",
                 R"(,"replies":[{"user":"ann","message":"r","create_at":2000,"attachments":[{"path":"att/r.txt"}]}])")}),
             {{QStringLiteral("att/r.txt"), "r"}}),
         "5"},
        {"job_import_emoji_error",
         makeArchive(
             {versionLine(), R"({"type":"emoji","emoji":{"name":"zzz_emo","image":"e.png"}})"},
             {{QStringLiteral("e.png"), "e"}}),
         "2"},
        {"job_import_system_emoji_name_error",
         makeArchive(
             {versionLine(), R"({"type":"emoji","emoji":{"name":"smile","image":"e.png"}})"},
             {{QStringLiteral("e.png"), "e"}}),
         "2"},
        {"job_import_profile_image_error",
         makeArchive(withLines({user("bob", R"(,"profile_image":"p.png")")}),
                     {{QStringLiteral("p.png"), "p"}}),
         "5"},
    };
}

QList<Case> commonSuccesses()
{
    return {
        {"crlf",
         QByteArray(makeZip({{QStringLiteral("import.jsonl"), withLines({}).join("\r\n")}})),
         nullptr},
        {"empty", makeZip({{QStringLiteral("import.jsonl"), ""}}), nullptr},
        {"one member",
         makeArchive(
             withLines({R"({"type":"direct_channel","direct_channel":{"members":["ann"]}})"})),
         nullptr},
        {"with oneself",
         makeArchive(withLines(
             {R"({"type":"direct_channel","direct_channel":{"members":["ann","ann"]}})"})),
         nullptr},
        {"unknown fields", makeArchive(withLines({user("bob", R"(,"zodiac":"lion")")})), nullptr},
        {"unknown role",
         makeArchive(withLines({user("bob").replace("system_user", "system_user no_such_role")})),
         nullptr},
        {"good password", makeArchive(withLines({user("bob", R"(,"password":"Str0ng-enough")")})),
         nullptr},
    };
}

} // namespace mmigrate::test
