// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDeadlineTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QUrl>

namespace mmigrate::test {

/// What is asked of the proxy; the rest is as in Mattermost's own sample for nginx, with shorter
/// time-outs.
struct NginxOptions
{
    QString certificateFile{}; ///< with privateKeyFile: speaks TLS
    QString privateKeyFile{};
    QStringList directives{}; ///< for the location, without their semicolons
};

/// The system's nginx on a free port of 127.0.0.1, before a server on another one, with all of its
/// files in a folder of its own.
class Nginx
{
public:
    /// Empty where it is not installed. /usr/sbin is not in everybody's PATH.
    static QString program()
    {
        const QString found = QStandardPaths::findExecutable(QStringLiteral("nginx"));
        return found.isEmpty() ? QStandardPaths::findExecutable(
                   QStringLiteral("nginx"),
                   {QStringLiteral("/usr/sbin"), QStringLiteral("/usr/local/sbin"),
                    QStringLiteral("/opt/homebrew/bin")})
                               : found;
    }

    ~Nginx()
    {
        m_process.terminate();
        if (!m_process.waitForFinished(5'000))
            m_process.kill();
    }

    /// False when it did not come up; errorLog() says why.
    bool start(quint16 backendPort, const NginxOptions &options)
    {
        {
            QTcpServer free;
            if (!free.listen(QHostAddress::LocalHost))
                return false;
            m_port = free.serverPort();
        }
        m_isTls = !options.certificateFile.isEmpty();
        QFile file(m_folder.filePath(QStringLiteral("nginx.conf")));
        const QByteArray text = configuration(backendPort, options).toUtf8();
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            return false;
        file.close();
        return launch();
    }

    /// As if it crashed: what it had taken and not passed on is lost.
    void kill()
    {
        m_process.kill();
        m_process.waitForFinished(5'000);
    }
    /// With the same port and configuration.
    bool launch()
    {
        m_process.setProcessChannelMode(QProcess::MergedChannels);
        m_process.start(program(),
                        {QStringLiteral("-p"), m_folder.path(), QStringLiteral("-e"),
                         m_folder.filePath(QStringLiteral("error.log")), QStringLiteral("-c"),
                         m_folder.filePath(QStringLiteral("nginx.conf"))});
        return m_process.waitForStarted() && accepts();
    }

    QUrl url() const
    {
        return QUrl(QStringLiteral("%1://127.0.0.1:%2")
                        .arg(m_isTls ? QStringLiteral("https") : QStringLiteral("http"))
                        .arg(m_port));
    }
    QByteArray errorLog()
    {
        QFile file(m_folder.filePath(QStringLiteral("error.log")));
        return (file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray())
               + m_process.readAll();
    }

private:
    bool accepts()
    {
        for (const QDeadlineTimer deadline(10'000); !deadline.hasExpired();) {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
            if (socket.waitForConnected(1'000))
                return true;
            if (m_process.waitForFinished(20))
                return false;
        }
        return false;
    }

    QString configuration(quint16 backendPort, const NginxOptions &options) const
    {
        // One process: workers of root would become somebody who may not write here.
        QString text = QStringLiteral("daemon off;\nmaster_process off;\npid nginx.pid;\n"
                                      "error_log error.log info;\nevents {}\nhttp {\n"
                                      "access_log off;\n");
        for (const char *kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
            text += QStringLiteral("%1_temp_path %1;\n").arg(QLatin1String(kind));
        text += QStringLiteral("server {\nlisten 127.0.0.1:%1%2;\n")
                    .arg(m_port)
                    .arg(m_isTls ? QStringLiteral(" ssl") : QString());
        if (m_isTls)
            text += QStringLiteral("ssl_certificate %1;\nssl_certificate_key %2;\n")
                        .arg(options.certificateFile, options.privateKeyFile);
        text += QStringLiteral("client_max_body_size 50m;\nproxy_read_timeout 5s;\n"
                               "proxy_send_timeout 5s;\nlocation / {\n"
                               "proxy_pass http://127.0.0.1:%1;\nproxy_http_version 1.1;\n"
                               "proxy_set_header Host $http_host;\n")
                    .arg(backendPort);
        for (const QString &directive : options.directives)
            text += directive + QStringLiteral(";\n");
        return text + QStringLiteral("}\n}\n}\n");
    }

    QTemporaryDir m_folder;
    QProcess m_process;
    quint16 m_port = 0;
    bool m_isTls = false;
};

} // namespace mmigrate::test
