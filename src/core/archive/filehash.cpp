// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/filehash.h"

#include <QFile>
#include <QtConcurrentRun>

#include <openssl/evp.h>

namespace mmigrate {

namespace {

constexpr qint64 pieceBytes = 1024 * 1024;

/// OpenSSL uses the processor's own instructions: 2 GB a second where Qt's hash makes a quarter.
QString sha256Of(const QString &path, const std::atomic_bool &isAbandoned)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return {};
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                          &EVP_MD_CTX_free);
    if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1)
        return {};
    QByteArray piece(pieceBytes, Qt::Uninitialized);
    qint64 count = 0;
    while ((count = file.read(piece.data(), pieceBytes)) > 0) {
        if (isAbandoned
            || EVP_DigestUpdate(context.get(), piece.constData(), static_cast<size_t>(count)) != 1)
            return {};
    }
    unsigned length = 0;
    QByteArray digest(EVP_MAX_MD_SIZE, Qt::Uninitialized);
    if (count < 0
        || EVP_DigestFinal_ex(context.get(), reinterpret_cast<unsigned char *>(digest.data()),
                              &length)
               != 1)
        return {};
    return QString::fromLatin1(digest.first(length).toHex());
}

} // namespace

FileHash::FileHash(const QString &path)
    : m_isAbandoned(std::make_shared<std::atomic_bool>(false))
    , m_future(QtConcurrent::run(
          [path, isAbandoned = m_isAbandoned] { return sha256Of(path, *isAbandoned); }))
{
}

FileHash::~FileHash()
{
    abandon();
    m_future.waitForFinished();
}

QString FileHash::result()
{
    return m_future.result();
}

} // namespace mmigrate
