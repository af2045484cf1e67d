// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>

namespace mmigrate::practice {

namespace {

QString text(const char *latin1)
{
    return QLatin1String(latin1);
}

QJsonObject timezone()
{
    return {{text("automaticTimezone"), QString()},
            {text("manualTimezone"), QString()},
            {text("useAutomaticTimezone"), text("true")}};
}

} // namespace

QJsonObject userJson(const User &user, View view)
{
    QJsonObject object{{text("id"), user.id},
                       {text("create_at"), user.createAt},
                       {text("update_at"), user.updateAt},
                       {text("delete_at"), user.deleteAt},
                       {text("username"), user.username},
                       {text("auth_data"), QString()},
                       {text("auth_service"), user.authService},
                       {text("email"), user.email},
                       {text("nickname"), user.nickname},
                       {text("first_name"), user.firstName},
                       {text("last_name"), user.lastName},
                       {text("position"), user.position},
                       {text("roles"), user.roles},
                       {text("locale"), user.locale},
                       {text("timezone"), timezone()},
                       {text("disable_welcome_email"), false}};
    if (user.isBot) {
        object.insert(text("is_bot"), true);
        object.insert(text("bot_description"), user.botDescription);
    }
    if (!user.mfaCode.isEmpty() || !user.mfaSecret.isEmpty())
        object.insert(text("mfa_active"), true);
    if (view == View::List)
        return object;
    object.insert(text("notify_props"), user.notifyProps);
    object.insert(text("last_password_update"), user.passwordAt);
    if (user.emailVerified)
        object.insert(text("email_verified"), true);
    if (user.failedAttempts > 0)
        object.insert(text("failed_attempts"), user.failedAttempts);
    return object;
}

QJsonObject teamJson(const Team &team)
{
    return {{text("id"), team.id},
            {text("create_at"), team.createAt},
            {text("update_at"), team.updateAt},
            {text("delete_at"), team.deleteAt},
            {text("display_name"), team.displayName},
            {text("name"), team.name},
            {text("description"), team.description},
            {text("email"), QString()},
            {text("type"), team.type},
            {text("company_name"), QString()},
            {text("allowed_domains"), QString()},
            {text("invite_id"), team.id},
            {text("allow_open_invite"), team.allowOpenInvite},
            {text("scheme_id"),
             team.scheme.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(team.scheme)},
            {text("group_constrained"), QJsonValue::Null},
            {text("policy_id"), QJsonValue::Null}};
}

QJsonObject channelJson(const Workspace &workspace, const Channel &channel)
{
    const QString teamId =
        channel.team == none ? QString() : workspace.teams[std::size_t(channel.team)].id;
    return {{text("id"), channel.id},
            {text("create_at"), channel.createAt},
            {text("update_at"), channel.updateAt},
            {text("delete_at"), channel.deleteAt},
            {text("team_id"), teamId},
            {text("type"), channel.type},
            {text("display_name"), channel.displayName},
            {text("name"), channel.name},
            {text("header"), channel.header},
            {text("purpose"), channel.purpose},
            {text("last_post_at"), 0},
            {text("total_msg_count"), 0},
            {text("extra_update_at"), 0},
            {text("creator_id"), QString()},
            {text("scheme_id"), QJsonValue::Null},
            {text("props"), QJsonValue::Null},
            {text("group_constrained"), QJsonValue::Null}};
}

QJsonObject teamMemberJson(const Workspace &workspace, const Member &member)
{
    return {{text("team_id"), workspace.teams[std::size_t(member.place)].id},
            {text("user_id"), workspace.users[std::size_t(member.user)].id},
            {text("roles"), member.allRoles(text("team"))},
            {text("delete_at"), member.deleteAt},
            {text("scheme_guest"), member.schemeGuest},
            {text("scheme_user"), member.schemeUser},
            {text("scheme_admin"), member.schemeAdmin},
            {text("explicit_roles"), member.roles}};
}

QJsonObject channelMemberJson(const Workspace &workspace, const Member &member)
{
    return {{text("channel_id"), workspace.channels[std::size_t(member.place)].id},
            {text("user_id"), workspace.users[std::size_t(member.user)].id},
            {text("roles"), member.allRoles(text("channel"))},
            {text("last_viewed_at"), 0},
            {text("msg_count"), 0},
            {text("mention_count"), 0},
            {text("notify_props"), member.notifyProps},
            {text("last_update_at"), 0},
            {text("scheme_guest"), member.schemeGuest},
            {text("scheme_user"), member.schemeUser},
            {text("scheme_admin"), member.schemeAdmin},
            {text("explicit_roles"), member.roles}};
}

QJsonObject postJson(const Workspace &workspace, const Post &post)
{
    QJsonArray fileIds;
    for (int file : post.files)
        fileIds.append(workspace.files[std::size_t(file)].id);
    QJsonArray reactions;
    for (const Reaction &reaction : post.reactions) {
        reactions.append(
            QJsonObject{{text("user_id"), workspace.users[std::size_t(reaction.user)].id},
                        {text("post_id"), post.id},
                        {text("emoji_name"), reaction.emoji},
                        {text("create_at"), reaction.createAt}});
    }
    QJsonObject metadata;
    if (!reactions.isEmpty())
        metadata.insert(text("reactions"), reactions);
    QJsonObject object{{text("id"), post.id},
                       {text("create_at"), post.createAt},
                       {text("update_at"), qMax(post.createAt, post.editAt)},
                       {text("edit_at"), post.editAt},
                       {text("delete_at"), 0},
                       {text("is_pinned"), post.pinned},
                       {text("user_id"), workspace.users[std::size_t(post.user)].id},
                       {text("channel_id"), workspace.channels[std::size_t(post.channel)].id},
                       {text("root_id"),
                        post.root == none ? QString() : workspace.posts[std::size_t(post.root)].id},
                       {text("original_id"), QString()},
                       {text("message"), post.message},
                       {text("type"), post.type},
                       {text("props"), QJsonDocument::fromJson(post.props).object()},
                       {text("hashtags"), QString()},
                       {text("pending_post_id"), QString()},
                       {text("reply_count"), qint64(post.replies.size())},
                       {text("metadata"), metadata}};
    if (!fileIds.isEmpty())
        object.insert(text("file_ids"), fileIds);
    if (!reactions.isEmpty())
        object.insert(text("has_reactions"), true);
    return object;
}

QJsonObject fileJson(const Workspace &workspace, const StoredFile &file)
{
    const QString extension =
        file.name.contains(QLatin1Char('.')) ? file.name.section(QLatin1Char('.'), -1) : QString();
    return {{text("id"), file.id},
            {text("user_id"),
             file.user == none ? QString() : workspace.users[std::size_t(file.user)].id},
            {text("post_id"),
             file.post == none ? QString() : workspace.posts[std::size_t(file.post)].id},
            {text("channel_id"), QString()},
            {text("create_at"), file.createAt},
            {text("update_at"), file.createAt},
            {text("delete_at"), 0},
            {text("name"), file.name},
            {text("extension"), extension},
            {text("size"), file.size},
            {text("mime_type"), mimeTypeOf(file.name)},
            {text("mini_preview"), QJsonValue::Null},
            {text("remote_id"), QString()}};
}

QString mimeTypeOf(const QString &fileName)
{
    static const QHash<QString, QString> types{
        {text("txt"), text("text/plain; charset=utf-8")},
        {text("md"), text("text/markdown; charset=utf-8")},
        {text("png"), text("image/png")},
        {text("jpg"), text("image/jpeg")},
        {text("pdf"), text("application/pdf")},
        {text("zip"), text("application/zip")},
        {text("csv"), text("text/csv; charset=utf-8")},
    };
    return types.value(fileName.section(QLatin1Char('.'), -1).toLower(),
                       text("application/octet-stream"));
}

} // namespace mmigrate::practice
