// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/replyfiles.h"

#include <QHash>

namespace mmigrate {

namespace {

// ".../users/<id>/..."
QByteArray uploaderOf(const QByteArray &path)
{
    const qsizetype begin = path.indexOf("users/");
    if (begin < 0)
        return {};
    const qsizetype idBegin = begin + 6;
    return path.mid(idBegin, path.indexOf('/', idBegin) - idBegin);
}

struct Run
{
    QByteArray who;
    size_t begin = 0;
    size_t end = 0;
    size_t size() const { return end - begin; }
};

std::vector<Run> runsOf(const std::vector<QByteArray> &names)
{
    std::vector<Run> runs;
    for (size_t i = 0; i < names.size(); ++i) {
        if (runs.empty() || runs.back().who != names[i])
            runs.push_back({names[i], i, i});
        runs.back().end = i + 1;
    }
    return runs;
}

// Each person has one uploader id, and the other way round.
bool matches(const std::vector<Run> &authors, const std::vector<Run> &uploaders)
{
    if (authors.size() != uploaders.size())
        return false;
    QHash<QByteArray, QByteArray> idOf;
    QHash<QByteArray, QByteArray> authorOf;
    for (size_t i = 0; i < authors.size(); ++i) {
        const QByteArray &author = authors[i].who;
        const QByteArray &uploader = uploaders[i].who;
        if (uploader.isEmpty() || idOf.value(author, uploader) != uploader
            || authorOf.value(uploader, author) != author
            || uploaders[i].size() < authors[i].size())
            return false;
        idOf.insert(author, uploader);
        authorOf.insert(uploader, author);
    }
    return true;
}

} // namespace

std::optional<std::vector<std::vector<bool>>>
replyFileOwners(const std::vector<QByteArray> &authors, const std::vector<QByteArray> &paths)
{
    std::vector<std::vector<bool>> owners(authors.size(), std::vector<bool>(paths.size(), false));
    if (authors.size() == paths.size()) {
        for (size_t i = 0; i < authors.size(); ++i)
            owners[i][i] = true;
        return owners;
    }
    std::vector<QByteArray> uploaders;
    uploaders.reserve(paths.size());
    for (const QByteArray &path : paths)
        uploaders.push_back(uploaderOf(path));
    const std::vector<Run> authorRuns = runsOf(authors);
    const std::vector<Run> uploaderRuns = runsOf(uploaders);
    if (!matches(authorRuns, uploaderRuns))
        return std::nullopt;
    bool changed = false;
    for (size_t run = 0; run < authorRuns.size(); ++run) {
        const Run &replies = authorRuns[run];
        const Run &files = uploaderRuns[run];
        const bool oneEach = replies.size() == files.size();
        for (size_t reply = replies.begin; reply < replies.end; ++reply) {
            for (size_t file = files.begin; file < files.end; ++file)
                owners[reply][file] = !oneEach || file - files.begin == reply - replies.begin;
        }
        changed |= files.size() < paths.size() || (oneEach && files.size() > 1);
    }
    if (!changed)
        return std::nullopt;
    return owners;
}

} // namespace mmigrate
