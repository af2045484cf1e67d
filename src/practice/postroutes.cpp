// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/apijson.h"
#include "practice/router.h"

#include <QFileInfo>

#include <algorithm>

namespace mmigrate::practice {

namespace {

QJsonObject postList(const Workspace &w, const std::vector<int> &indexes)
{
    QJsonArray order;
    QJsonObject posts;
    for (int index : indexes) {
        const Post &post = w.posts[std::size_t(index)];
        order.append(post.id);
        posts.insert(post.id, postJson(w, post));
    }
    return {{QStringLiteral("order"), order},
            {QStringLiteral("posts"), posts},
            {QStringLiteral("next_post_id"), QString()},
            {QStringLiteral("prev_post_id"), QString()}};
}

/// Newest first, a page of them.
HttpResponse channelPosts(Call &call)
{
    const Workspace &w = call.server.workspace;
    const int channel = w.channelById(call.param("channel"));
    if (channel == none)
        return call.fail(404, "app.channel.get.existing.app_error");
    std::vector<int> all;
    for (int i = 0; i < int(w.posts.size()); ++i) {
        if (w.posts[std::size_t(i)].channel == channel)
            all.push_back(i);
    }
    std::stable_sort(all.begin(), all.end(), [&w](int a, int b) {
        return w.posts[std::size_t(a)].createAt > w.posts[std::size_t(b)].createAt;
    });
    const std::size_t from =
        std::min(all.size(), std::size_t(call.page()) * std::size_t(call.perPage()));
    const std::size_t to = std::min(all.size(), from + std::size_t(call.perPage()));
    return jsonResponse(postList(
        w, std::vector<int>(all.begin() + std::ptrdiff_t(from), all.begin() + std::ptrdiff_t(to))));
}

HttpResponse onePost(Call &call)
{
    const int post = call.server.workspace.postById(call.param("post"));
    if (post == none)
        return call.fail(404, "app.post.get.app_error");
    return jsonResponse(
        postJson(call.server.workspace, call.server.workspace.posts[std::size_t(post)]));
}

HttpResponse thread(Call &call)
{
    const Workspace &w = call.server.workspace;
    int root = w.postById(call.param("post"));
    if (root == none)
        return call.fail(404, "app.post.get.app_error");
    if (w.posts[std::size_t(root)].root != none)
        root = w.posts[std::size_t(root)].root;
    std::vector<int> all{root};
    const std::vector<int> &replies = w.posts[std::size_t(root)].replies;
    all.insert(all.end(), replies.begin(), replies.end());
    return jsonResponse(postList(w, all));
}

HttpResponse filesOfPost(Call &call)
{
    const Workspace &w = call.server.workspace;
    const int post = w.postById(call.param("post"));
    if (post == none)
        return call.fail(404, "app.post.get.app_error");
    QJsonArray files;
    for (int file : w.posts[std::size_t(post)].files)
        files.append(fileJson(w, w.files[std::size_t(file)]));
    return jsonResponse(files);
}

HttpResponse fileContent(Call &call)
{
    const Workspace &w = call.server.workspace;
    const int index = w.fileById(call.param("file"));
    if (index == none)
        return call.fail(404, "app.file_info.get.app_error");
    const StoredFile &file = w.files[std::size_t(index)];
    HttpResponse response;
    response.file = FileSlice{call.server.dataPath(file.path), 0, file.size};
    response.set("Content-Type", mimeTypeOf(file.name).toLatin1());
    response.set("Content-Disposition",
                 "attachment; filename*=UTF-8''" + file.name.toUtf8().toPercentEncoding());
    return response;
}

HttpResponse fileInfo(Call &call)
{
    const Workspace &w = call.server.workspace;
    const int index = w.fileById(call.param("file"));
    if (index == none)
        return call.fail(404, "app.file_info.get.app_error");
    return jsonResponse(fileJson(w, w.files[std::size_t(index)]));
}

HttpResponse emojiList(Call &call)
{
    if (!call.server.config.flag(QStringLiteral("ServiceSettings.EnableCustomEmoji")))
        return call.fail(501, "api.emoji.disabled.app_error");
    const Workspace &w = call.server.workspace;
    QJsonArray found;
    const std::size_t from = std::size_t(call.page()) * std::size_t(call.perPage());
    for (std::size_t i = from; i < w.emoji.size() && i < from + std::size_t(call.perPage()); ++i) {
        const Emoji &emoji = w.emoji[i];
        const QString creator =
            emoji.creator == none ? QString() : w.users[std::size_t(emoji.creator)].id;
        found.append(QJsonObject{{QStringLiteral("id"), emoji.id},
                                 {QStringLiteral("create_at"), emoji.createAt},
                                 {QStringLiteral("update_at"), emoji.createAt},
                                 {QStringLiteral("delete_at"), 0},
                                 {QStringLiteral("creator_id"), creator},
                                 {QStringLiteral("name"), emoji.name}});
    }
    return jsonResponse(found);
}

} // namespace

void addPostRoutes(Router &router, const Personality &)
{
    router.add("GET", "channels/{channel}/posts", Access::Session, channelPosts);
    router.add("GET", "posts/{post}", Access::Session, onePost);
    router.add("GET", "posts/{post}/thread", Access::Session, thread);
    router.add("GET", "posts/{post}/files/info", Access::Session, filesOfPost);
    router.add("GET", "files/{file}", Access::Session, fileContent);
    router.add("GET", "files/{file}/info", Access::Session, fileInfo);
    router.add("GET", "emoji", Access::Session, emojiList);
}

} // namespace mmigrate::practice
