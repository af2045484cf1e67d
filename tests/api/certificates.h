// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

namespace mmigrate::test {

/// A certificate with its key, as PEM files.
struct Certificate
{
    QString file{};
    QString keyFile{};
};

/// Certificates made by the openssl program for the length of a test.
class CertificateMaker
{
public:
    CertificateMaker()
    {
        write("openssl.cnf", "[req]\ndistinguished_name=dn\nx509_extensions=authority\n[dn]\n"
                             "[authority]\nbasicConstraints=critical,CA:TRUE\n"
                             "subjectKeyIdentifier=hash\nkeyUsage=keyCertSign,cRLSign\n"
                             "[server]\nbasicConstraints=CA:FALSE\n"
                             "[ca]\ndefault_ca=this\n[this]\ndatabase=index.txt\nnew_certs_dir=.\n"
                             "serial=serial\ndefault_md=sha256\npolicy=names\n"
                             "copy_extensions=copy\nunique_subject=no\n"
                             "[names]\ncommonName=supplied\n");
        write("index.txt", "");
        write("serial", "1000");
    }

    bool isGood() const { return m_good; }
    QString path(const QString &name) const { return m_folder.filePath(name); }

    Certificate authority(const QString &name)
    {
        openssl(newKey(name) << QStringLiteral("-x509") << QStringLiteral("-days")
                             << QStringLiteral("30") << QStringLiteral("-out")
                             << name + QStringLiteral(".pem") << QStringLiteral("-subj")
                             << QStringLiteral("/CN=") + name);
        return files(name);
    }

    /// @param hosts as in subjectAltName: "IP:127.0.0.1,DNS:localhost"
    /// @param from, until years; nothing else is needed
    Certificate server(const QString &name, const QString &authority, const QString &hosts,
                       int from = 2020, int until = 2049)
    {
        openssl(newKey(name) << QStringLiteral("-new") << QStringLiteral("-out")
                             << name + QStringLiteral(".csr") << QStringLiteral("-subj")
                             << QStringLiteral("/CN=") + name << QStringLiteral("-addext")
                             << QStringLiteral("subjectAltName=") + hosts);
        const QString signer = authority.isEmpty() ? name : authority;
        QStringList sign{QStringLiteral("ca"),
                         QStringLiteral("-batch"),
                         QStringLiteral("-config"),
                         QStringLiteral("openssl.cnf"),
                         QStringLiteral("-in"),
                         name + QStringLiteral(".csr"),
                         QStringLiteral("-out"),
                         name + QStringLiteral(".pem"),
                         QStringLiteral("-notext"),
                         QStringLiteral("-startdate"),
                         time(from),
                         QStringLiteral("-enddate"),
                         time(until),
                         QStringLiteral("-keyfile"),
                         signer + QStringLiteral(".key")};
        sign << (authority.isEmpty()
                     ? QStringList{QStringLiteral("-selfsign")}
                     : QStringList{QStringLiteral("-cert"), signer + QStringLiteral(".pem")});
        openssl(sign);
        return files(name);
    }

    /// The first one with the second one behind it in its file, as servers send chains.
    Certificate chain(const QString &name, const Certificate &first, const Certificate &second)
    {
        write(name.toLatin1().constData(), read(first.file) + read(second.file));
        return {path(name), first.keyFile};
    }

private:
    static QString time(int year) { return QString::number(year) + QStringLiteral("0101000000Z"); }

    Certificate files(const QString &name) const
    {
        return {path(name + QStringLiteral(".pem")), path(name + QStringLiteral(".key"))};
    }

    QStringList newKey(const QString &name) const
    {
        return {QStringLiteral("req"),
                QStringLiteral("-config"),
                QStringLiteral("openssl.cnf"),
                QStringLiteral("-newkey"),
                QStringLiteral("ec"),
                QStringLiteral("-pkeyopt"),
                QStringLiteral("ec_paramgen_curve:prime256v1"),
                QStringLiteral("-nodes"),
                QStringLiteral("-keyout"),
                name + QStringLiteral(".key")};
    }

    void openssl(const QStringList &arguments)
    {
        QProcess process;
        process.setWorkingDirectory(m_folder.path());
        process.start(QStringLiteral("openssl"), arguments);
        const bool done = process.waitForFinished() && process.exitCode() == 0;
        if (!done)
            qWarning().noquote() << "openssl" << arguments << process.readAllStandardError();
        m_good = m_good && done;
    }

    QByteArray read(const QString &file) const
    {
        QFile in(file);
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

    void write(const char *name, const QByteArray &bytes)
    {
        QFile file(path(QLatin1String(name)));
        m_good = m_good && file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    }

    QTemporaryDir m_folder;
    bool m_good = true;
};

} // namespace mmigrate::test

Q_DECLARE_METATYPE(mmigrate::test::Certificate)
