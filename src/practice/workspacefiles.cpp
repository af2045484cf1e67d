// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/workspacemaker.h"
#include "practice/workspacewords.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace mmigrate::practice {

namespace {

/// A grey pixel, enough for anything that looks at the beginning.
QByteArray tinyPng()
{
    return QByteArray::fromBase64("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAA"
                                  "ggCBd81ytgAAAABJRU5ErkJggg==");
}

} // namespace

Result<StoredFile> WorkspaceMaker::writeFile(const QString &path, const QByteArray &bytes) const
{
    const QString target = m_dataFolder + QLatin1Char('/') + path;
    QDir().mkpath(QFileInfo(target).path());
    QFile file(target);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size() || !file.flush())
        return makeError(ErrorKind::Disk, file.errorString()).with(QStringLiteral("path"), target);
    StoredFile stored;
    stored.path = path;
    stored.name = path.section(QLatin1Char('/'), -1);
    stored.size = bytes.size();
    stored.sha256 = QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
    return stored;
}

QByteArray WorkspaceMaker::content(const QString &extension, qint64 size)
{
    QByteArray bytes;
    const bool isText = extension == QLatin1String("txt") || extension == QLatin1String("md")
                        || extension == QLatin1String("csv");
    if (isText) {
        while (bytes.size() < size)
            bytes +=
                (pickFrom(openings()) + QLatin1Char(' ') + pickFrom(subjects()) + QLatin1Char('\n'))
                    .toUtf8();
        bytes.truncate(qsizetype(size));
        return bytes;
    }
    if (extension == QLatin1String("png"))
        bytes = tinyPng();
    else if (extension == QLatin1String("pdf"))
        bytes = "%PDF-1.4\n";
    bytes.reserve(qsizetype(size) + 8);
    while (bytes.size() < size) {
        const quint64 number = m_workspace.random()();
        bytes.append(reinterpret_cast<const char *>(&number), sizeof number);
    }
    bytes.truncate(qsizetype(size));
    return bytes;
}

Result<void> WorkspaceMaker::makeFiles()
{
    const int count = m_options.size.attachments;
    if (count <= 0 || m_fileCarriers.empty())
        return {};
    // Many small ones and a few large ones, as people send them.
    const qint64 unit = m_options.size.attachmentBytes / (qint64(count) * 10);
    for (int i = 0; i < count; ++i) {
        const qint64 size = i % 10 == 9 ? unit * 64 : unit * 4;
        const std::size_t step = qMax<std::size_t>(m_fileCarriers.size() / std::size_t(count), 1);
        const int post = m_fileCarriers[(std::size_t(i) * step) % m_fileCarriers.size()];
        if (Result<void> made = makeFile(post, i, qMax<qint64>(size, 100)); !made)
            return made;
    }
    return {};
}

Result<void> WorkspaceMaker::makeFile(int postIndex, int number, qint64 size)
{
    const Post &post = m_workspace.posts[std::size_t(postIndex)];
    const QString name = fileNames().at(number % fileNames().size());
    const QString id = m_workspace.newId();
    const QString day =
        QDateTime::fromMSecsSinceEpoch(post.createAt, Qt::UTC).toString(QStringLiteral("yyyyMMdd"));
    const QString path = QStringLiteral("%1/teams/noteam/channels/%2/users/%3/%4/%5")
                             .arg(day, m_workspace.channels[std::size_t(post.channel)].id,
                                  m_workspace.users[std::size_t(post.user)].id, id, name);
    Result<StoredFile> stored = writeFile(path, content(name.section(QLatin1Char('.'), -1), size));
    if (!stored)
        return stored.error();
    stored->id = id;
    stored->post = postIndex;
    stored->user = post.user;
    stored->createAt = post.createAt;
    m_workspace.addFile(std::move(*stored));
    return {};
}

Result<void> WorkspaceMaker::makeEmoji()
{
    for (const char *name : {"party_parrot", "office_cat"}) {
        Emoji emoji;
        emoji.id = m_workspace.newId();
        emoji.name = QLatin1String(name);
        emoji.path = QStringLiteral("emoji/%1/image").arg(emoji.id);
        emoji.creator = 0;
        emoji.createAt = m_now;
        const Result<StoredFile> stored = writeFile(emoji.path, tinyPng());
        if (!stored)
            return stored.error();
        m_workspace.addEmoji(std::move(emoji));
    }
    return {};
}

Result<void> WorkspaceMaker::makeProfileImages()
{
    for (std::size_t i = 1; i < m_workspace.users.size(); i += 3) {
        User &user = m_workspace.users[i];
        const QString path = QStringLiteral("users/%1/profile.png").arg(user.id);
        const Result<StoredFile> stored = writeFile(path, tinyPng());
        if (!stored)
            return stored.error();
        user.profileImage = path;
    }
    return {};
}

} // namespace mmigrate::practice
