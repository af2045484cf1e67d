// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "certificates.h"

#include <QFile>
#include <QHostAddress>

#include <memory>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace mmigrate::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long day = 24 * 3600;

Key makeKey()
{
    return {EVP_EC_gen("P-256"), EVP_PKEY_free};
}

void addExtension(X509 *certificate, X509 *issuer, int nid, const QByteArray &value)
{
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(nullptr, &context, nid, value.constData());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

Certificate makeUnsigned(EVP_PKEY *key, const QByteArray &name, bool expired)
{
    Certificate certificate(X509_new(), X509_free);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), long(qHash(name) % 100'000 + 1));
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -10 * day);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), expired ? -day : 10 * day);
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char *>(name.constData()), -1, -1,
                               0);
    return certificate;
}

bool write(const QString &path, BIO *memory)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(memory, &data);
    QFile file(path);
    return file.open(QIODevice::WriteOnly) && file.write(data, size) == size;
}

bool writeCertificate(const QString &path, X509 *certificate)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    return PEM_write_bio_X509(memory.get(), certificate) == 1 && write(path, memory.get());
}

bool writeKey(const QString &path, EVP_PKEY *key)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    return PEM_write_bio_PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1
           && write(path, memory.get());
}

} // namespace

TestCertificate makeCertificate(const QString &folder, const CertificateWish &wish)
{
    const Key authorityKey = makeKey();
    const Certificate authority = makeUnsigned(authorityKey.get(), "Practice authority", false);
    X509_set_issuer_name(authority.get(), X509_get_subject_name(authority.get()));
    addExtension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(authority.get(), authorityKey.get(), EVP_sha256());

    const Key key = makeKey();
    const Certificate certificate = makeUnsigned(key.get(), "Practice server", wish.expired);
    X509 *issuer = wish.selfSigned ? certificate.get() : authority.get();
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    const bool isIp = !QHostAddress(wish.address).isNull();
    const QByteArray names = (isIp ? "IP:" : "DNS:") + wish.address.toUtf8();
    addExtension(certificate.get(), issuer, NID_subject_alt_name, names);
    EVP_PKEY *signer = wish.selfSigned ? key.get() : authorityKey.get();
    X509_sign(certificate.get(), signer, EVP_sha256());

    const TestCertificate files{folder + QStringLiteral("/authority.pem"),
                                folder + QStringLiteral("/server.pem"),
                                folder + QStringLiteral("/server.key")};
    const bool ok = writeCertificate(files.authorityFile, issuer)
                    && writeCertificate(files.certificateFile, certificate.get())
                    && writeKey(files.keyFile, key.get());
    return ok ? files : TestCertificate{};
}

} // namespace mmigrate::test
