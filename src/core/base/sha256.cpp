// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/base/sha256.h"

#include <array>
#include <openssl/evp.h>

namespace mmigrate {

Sha256::Sha256()
    : m_context(EVP_MD_CTX_new(), &EVP_MD_CTX_free)
{
    begin();
}

void Sha256::begin()
{
    m_isWell = m_context && EVP_DigestInit_ex(m_context.get(), EVP_sha256(), nullptr) == 1;
}

void Sha256::add(const char *data, qint64 count)
{
    m_isWell = m_isWell && EVP_DigestUpdate(m_context.get(), data, static_cast<size_t>(count)) == 1;
}

QString Sha256::take()
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const bool isWell =
        m_isWell && EVP_DigestFinal_ex(m_context.get(), digest.data(), &length) == 1;
    begin();
    if (!isWell)
        return {};
    const QByteArray bytes(reinterpret_cast<const char *>(digest.data()),
                           static_cast<qsizetype>(length));
    return QString::fromLatin1(bytes.toHex());
}

} // namespace mmigrate
