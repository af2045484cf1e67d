// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/uploadstore.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <vector>

namespace mmigrate::practice {

namespace {

QByteArray fileSha256(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(&file);
    return hash.result().toHex();
}

/// The bytes of a multipart body's first part.
class FirstPart
{
public:
    explicit FirstPart(const QByteArray &contentType)
    {
        const qsizetype at = contentType.indexOf("boundary=");
        if (at >= 0)
            m_boundary = contentType.mid(at + 9).split(';').constFirst().trimmed().replace('"', "");
    }

    /// Takes raw bytes, gives those that belong to the part.
    QByteArray take(const QByteArray &raw)
    {
        m_pending += raw;
        if (!m_inPart && !enterPart())
            return {};
        if (m_ended)
            return {};
        const QByteArray end = "\r\n--" + m_boundary;
        const qsizetype at = m_pending.indexOf(end);
        m_ended = at >= 0;
        // What could be the beginning of the boundary has to wait for more.
        const qsizetype sure = m_ended ? at : qMax<qsizetype>(m_pending.size() - end.size(), 0);
        const QByteArray content = m_pending.left(sure);
        m_pending.remove(0, sure);
        return content;
    }
    bool isComplete() const { return m_ended; }

private:
    bool enterPart()
    {
        const qsizetype start = m_pending.indexOf(QByteArray("--" + m_boundary + "\r\n"));
        const qsizetype headEnd = start < 0 ? -1 : m_pending.indexOf("\r\n\r\n", start);
        if (m_boundary.isEmpty() || headEnd < 0)
            return false;
        m_pending.remove(0, headEnd + 4);
        m_inPart = true;
        return true;
    }

    QByteArray m_boundary;
    QByteArray m_pending;
    bool m_inPart = false;
    bool m_ended = false;
};

} // namespace

QString UploadSession::finishedName() const
{
    return id + QLatin1Char('_') + fileName.section(QLatin1Char('/'), -1);
}

QJsonObject UploadSession::toJson() const
{
    return {{QStringLiteral("id"), id},
            {QStringLiteral("type"), QStringLiteral("import")},
            {QStringLiteral("create_at"), createAt},
            {QStringLiteral("user_id"), userId},
            {QStringLiteral("filename"), fileName},
            {QStringLiteral("file_size"), fileSize},
            {QStringLiteral("file_offset"), fileOffset},
            {QStringLiteral("remote_id"), QString()},
            {QStringLiteral("req_file_id"), QString()}};
}

UploadSession &UploadStore::create(const UploadSession &session)
{
    m_sessions.append(session);
    return m_sessions.last();
}

UploadSession *UploadStore::find(const QString &id)
{
    const auto found = std::find_if(m_sessions.begin(), m_sessions.end(),
                                    [&id](const UploadSession &s) { return s.id == id; });
    return found == m_sessions.end() ? nullptr : &*found;
}

QList<UploadSession> UploadStore::ofUser(const QString &userId) const
{
    QList<UploadSession> found;
    std::copy_if(m_sessions.begin(), m_sessions.end(), std::back_inserter(found),
                 [&userId](const UploadSession &s) { return s.userId == userId; });
    return found;
}

QString UploadStore::temporaryPath(const UploadSession &session) const
{
    return m_folder + QLatin1Char('/') + session.finishedName() + QStringLiteral(".tmp");
}

QString UploadStore::finishedPath(const QString &name) const
{
    return m_folder + QLatin1Char('/') + name;
}

bool UploadStore::finish(const QString &id)
{
    UploadSession *session = find(id);
    if (!session)
        return false;
    const QString target = finishedPath(session->finishedName());
    const bool moved = QFile::rename(temporaryPath(*session), target);
    m_sessions.removeIf([&id](const UploadSession &s) { return s.id == id; });
    return moved;
}

void UploadStore::discard(UploadSession &session) const
{
    QFile::remove(temporaryPath(session));
    session.fileOffset = 0;
}

QStringList UploadStore::finishedFiles() const
{
    QStringList names = QDir(m_folder).entryList(QDir::Files, QDir::Name);
    names.removeIf([](const QString &name) { return name.endsWith(QLatin1String(".tmp")); });
    names.sort();
    return names;
}

bool UploadStore::removeFinished(const QString &name)
{
    if (name.contains(QLatin1Char('/')) || !QFile::exists(finishedPath(name)))
        return false;
    m_gone.insert(name, {fileSha256(finishedPath(name)), QFile(finishedPath(name)).size()});
    return QFile::remove(finishedPath(name));
}

void UploadStore::unlockAll()
{
    for (UploadSession &session : m_sessions)
        session.busy = false;
}

QString UploadStore::pathOf(const QString &sessionOrName) const
{
    for (const UploadSession &session : m_sessions) {
        if (session.id == sessionOrName)
            return temporaryPath(session);
    }
    const QStringList names = finishedFiles();
    for (const QString &name : names) {
        if (name == sessionOrName || name.startsWith(sessionOrName + QLatin1Char('_')))
            return finishedPath(name);
    }
    return {};
}

QByteArray UploadStore::sha256Of(const QString &sessionOrName) const
{
    for (auto it = m_gone.begin(); it != m_gone.end(); ++it) {
        if (it.key() == sessionOrName || it.key().startsWith(sessionOrName + QLatin1Char('_')))
            return it->sha256;
    }
    return fileSha256(pathOf(sessionOrName));
}

qint64 UploadStore::sizeOf(const QString &sessionOrName) const
{
    for (auto it = m_gone.begin(); it != m_gone.end(); ++it) {
        if (it.key() == sessionOrName || it.key().startsWith(sessionOrName + QLatin1Char('_')))
            return it->size;
    }
    const QString path = pathOf(sessionOrName);
    return path.isEmpty() || !QFile::exists(path) ? -1 : QFile(path).size();
}

UploadWrite writeUpload(const HttpRequest &request, BodyReader &body, const QString &path,
                        qint64 offset, const UploadLimits &limits)
{
    UploadWrite result;
    QFile file(path);
    // Append, not seek: after a crash the file is longer than the offset says, and the real server
    // goes on at the file's end all the same. That is how archives get corrupt silently.
    const QIODevice::OpenMode mode =
        offset == 0 ? QIODevice::WriteOnly : QIODevice::WriteOnly | QIODevice::Append;
    result.failed = !file.open(mode);
    const QByteArray type = request.header("Content-Type");
    const bool multipart = type.toLower().startsWith("multipart/form-data");
    FirstPart part(type);
    std::vector<char> buffer(256 * 1024);
    qint64 received = 0;
    while (!result.failed && received < limits.bodyLimit && result.written < limits.room) {
        const qint64 got =
            body.read(buffer.data(), qMin(qint64(buffer.size()), limits.bodyLimit - received));
        result.broken = got == BodyReader::Broken;
        if (got <= 0)
            break;
        received += got;
        QByteArray piece = QByteArray::fromRawData(buffer.data(), qsizetype(got));
        if (multipart)
            piece = part.take(piece);
        qint64 size = qMin<qint64>(piece.size(), limits.room - result.written);
        if (limits.diskFullAfter >= 0 && result.written + size > limits.diskFullAfter) {
            size = limits.diskFullAfter - result.written;
            result.failed = true;
        }
        if (file.write(piece.constData(), size) != size)
            result.failed = true;
        result.written += size;
    }
    if (!file.flush())
        result.failed = true;
    result.badMultipart =
        multipart && !part.isComplete() && !result.broken && result.written < limits.room;
    result.restarted = body.brokenByRestart();
    return result;
}

} // namespace mmigrate::practice
