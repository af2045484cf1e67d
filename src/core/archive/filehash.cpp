// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/filehash.h"

#include "core/base/stepcontrol.h"

#include <QFile>
#include <QtConcurrentRun>

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 1024 * 1024;
constexpr qint64 lookMs = 20;

QString sha256Of(const QString &path, Sha256 &hash, qint64 doneBytes,
                 const std::atomic_bool &isAbandoned)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered) || !file.seek(doneBytes))
        return {};
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    qint64 count = 0;
    while ((count = file.read(piece.data(), pieceBytes)) > 0) {
        if (isAbandoned)
            return {};
        hash.add(piece.constData(), count);
    }
    return count < 0 ? QString() : hash.take();
}

} // namespace

QString fileSha256(const QString &path, const std::atomic_bool &isAbandoned)
{
    Sha256 hash;
    return sha256Of(path, hash, 0, isAbandoned);
}

FileHash::FileHash(const QString &path)
    : FileHash(path, Sha256(), 0)
{
}

FileHash::FileHash(const QString &path, Sha256 begun, qint64 doneBytes)
    : m_path(path)
    , m_isAbandoned(std::make_shared<std::atomic_bool>(false))
    , m_future(QtConcurrent::run([path, doneBytes, isAbandoned = m_isAbandoned,
                                  hash = std::make_shared<Sha256>(std::move(begun))] {
        return sha256Of(path, *hash, doneBytes, *isAbandoned);
    }))
{
}

FileHash::~FileHash()
{
    m_isAbandoned->store(true);
    m_future.waitForFinished();
}

Result<QString> FileHash::result(StepControl &control)
{
    while (!m_future.isFinished()) {
        if (!control.sleep(lookMs))
            return makeError(ErrorKind::Cancelled);
    }
    const QString hash = m_future.result();
    if (hash.isEmpty())
        return makeError(ErrorKind::Disk, QStringLiteral("the file could not be read to its end"))
            .with(QStringLiteral("path"), m_path);
    return hash;
}

} // namespace mmigrate
