// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>

namespace mmigrate::test {

struct CertificateWish
{
    QString address =
        QStringLiteral("127.0.0.1"); ///< an IP address or a host name, as the only one in it
    bool selfSigned = false;         ///< else signed by a made-up authority
    bool expired = false;
};

/// PEM files for PracticeServerOptions, and what a client has to trust.
struct TestCertificate
{
    QString authorityFile{}; ///< the certificate itself when it is self-signed
    QString certificateFile{};
    QString keyFile{};
};

/// Made on the spot, in that folder. Empty names: it could not be made.
TestCertificate makeCertificate(const QString &folder, const CertificateWish &wish = {});

} // namespace mmigrate::test
