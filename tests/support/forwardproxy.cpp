// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "support/forwardproxy.h"

#include <QHostAddress>
#include <QNetworkProxy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>
#include <QtEndian>

namespace mmigrate::test {

/// One client, and the server that it was led to.
class ProxyLink : public QObject
{
public:
    ProxyLink(ForwardProxy &proxy, QTcpSocket *client, QObject *parent)
        : QObject(parent)
        , m_proxy(proxy)
        , m_client(client)
        , m_server(new QTcpSocket(this))
    {
        m_client->setParent(this);
        m_server->setProxy(QNetworkProxy::NoProxy);
        connect(m_client, &QTcpSocket::readyRead, this, &ProxyLink::read);
        connect(m_client, &QTcpSocket::disconnected, this, [this] {
            m_server->disconnectFromHost();
            deleteLater();
        });
        connect(m_server, &QTcpSocket::connected, this, &ProxyLink::relay);
        connect(m_server, &QTcpSocket::disconnected, m_client, &QTcpSocket::disconnectFromHost);
        connect(m_server, &QTcpSocket::errorOccurred, this, [this](QAbstractSocket::SocketError e) {
            if (e == QAbstractSocket::ConnectionRefusedError)
                refuseServer();
        });
    }

private:
    void read()
    {
        m_buffer += m_client->readAll();
        if (m_isLed)
            return; // until the server is there
        if (m_proxy.m_kind == ForwardProxy::Kind::Http)
            readHttp();
        else
            readSocks();
    }

    void readHttp()
    {
        const qsizetype end = m_buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        QList<QByteArray> lines = m_buffer.left(end).split('\n');
        m_buffer.remove(0, end + 4);
        const QList<QByteArray> request = lines.takeFirst().trimmed().split(' ');
        QByteArray login;
        QByteArray others;
        for (const QByteArray &raw : qAsConst(lines)) {
            const QByteArray line = raw.trimmed();
            const QByteArray name = line.left(line.indexOf(':')).toLower();
            if (name == "proxy-authorization")
                login = line.mid(line.indexOf(':') + 1).trimmed();
            else if (name != "proxy-connection" && name != "connection")
                others += line + "\r\n";
        }
        if (!isWelcome(login)) {
            m_client->write("HTTP/1.1 407 Proxy Authentication Required\r\n"
                            "Proxy-Authenticate: Basic realm=\"test\"\r\n"
                            "Content-Length: 0\r\nConnection: close\r\n\r\n");
            m_client->disconnectFromHost();
            return;
        }
        m_isTunnel = request.value(0) == "CONNECT";
        const QUrl url(
            QString::fromLatin1(m_isTunnel ? "tunnel://" + request.value(1) : request.value(1)));
        if (!m_isTunnel) {
            const QByteArray target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
            m_buffer.prepend(request.value(0) + ' ' + (target.isEmpty() ? "/" : target)
                             + " HTTP/1.1\r\n" + others + "Connection: close\r\n\r\n");
        }
        lead(QString::fromLatin1(request.value(0)), url.host(),
             static_cast<quint16>(url.port(m_isTunnel ? 443 : 80)));
    }

    bool isWelcome(const QByteArray &said)
    {
        if (m_proxy.m_login.user.isEmpty())
            return true;
        const QByteArray wanted =
            "Basic " + QByteArray(m_proxy.m_login.user + ':' + m_proxy.m_login.password).toBase64();
        return judge(said.isEmpty(), said == wanted);
    }

    bool judge(bool isMissing, bool isRight)
    {
        const std::lock_guard lock(m_proxy.m_mutex);
        if (!isRight)
            ++(isMissing ? m_proxy.m_missingLogins : m_proxy.m_wrongLogins);
        return isRight;
    }

    void readSocks()
    {
        bool goesOn = true;
        while (goesOn && !m_isLed) {
            if (m_socksStage == SocksStage::Greeting)
                goesOn = readGreeting();
            else if (m_socksStage == SocksStage::Login)
                goesOn = readLogin();
            else
                goesOn = readRequest();
        }
    }

    /// The first bytes, once so many are there.
    bool take(qsizetype count, QByteArray &bytes)
    {
        if (m_buffer.size() < count)
            return false;
        bytes = m_buffer.left(count);
        m_buffer.remove(0, count);
        return true;
    }

    qsizetype byteAt(qsizetype at) const
    {
        return at < m_buffer.size() ? static_cast<uchar>(m_buffer.at(at)) : 0;
    }

    bool readGreeting()
    {
        QByteArray bytes;
        if (m_buffer.size() < 2 || !take(2 + byteAt(1), bytes))
            return false;
        const bool wantsLogin = !m_proxy.m_login.user.isEmpty();
        const bool offersLogin = bytes.mid(2).contains('\x02');
        if (wantsLogin && !offersLogin) {
            judge(true, false);
            m_client->write("\x05\xff", 2);
            m_client->disconnectFromHost();
            return false;
        }
        m_client->write(wantsLogin ? QByteArray("\x05\x02", 2) : QByteArray("\x05\x00", 2));
        m_socksStage = wantsLogin ? SocksStage::Login : SocksStage::Request;
        return true;
    }

    bool readLogin()
    {
        const qsizetype userSize = byteAt(1);
        const qsizetype passwordSize = byteAt(2 + userSize);
        QByteArray bytes;
        if (m_buffer.size() < 3 + userSize || !take(3 + userSize + passwordSize, bytes))
            return false;
        const bool isRight =
            judge(false, bytes.mid(2, userSize) == m_proxy.m_login.user
                             && bytes.mid(3 + userSize) == m_proxy.m_login.password);
        m_client->write(isRight ? QByteArray("\x01\x00", 2) : QByteArray("\x01\x01", 2));
        m_socksStage = SocksStage::Request;
        if (!isRight)
            m_client->disconnectFromHost();
        return isRight;
    }

    bool readRequest()
    {
        constexpr char byName = 3;
        constexpr char byIpV4 = 1;
        if (m_buffer.size() < 5)
            return false;
        const char kind = m_buffer.at(3);
        const qsizetype size = kind == byName ? byteAt(4) + 1 : 4;
        QByteArray bytes;
        if ((kind != byName && kind != byIpV4) || !take(4 + size + 2, bytes))
            return false;
        const QString host =
            kind == byName
                ? QString::fromLatin1(bytes.mid(5, size - 1))
                : QHostAddress(qFromBigEndian<quint32>(bytes.constData() + 4)).toString();
        m_isTunnel = true;
        lead(QStringLiteral("SOCKS"), host, qFromBigEndian<quint16>(bytes.constData() + 4 + size));
        return true;
    }

    void lead(const QString &how, const QString &host, quint16 port)
    {
        m_isLed = true;
        {
            const std::lock_guard lock(m_proxy.m_mutex);
            m_proxy.m_passed.append(QStringLiteral("%1 %2:%3").arg(how, host).arg(port));
        }
        m_server->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    }

    void refuseServer()
    {
        if (m_proxy.m_kind == ForwardProxy::Kind::Http)
            m_client->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n"
                            "Connection: close\r\n\r\n");
        else
            m_client->write("\x05\x05\x00\x01\x00\x00\x00\x00\x00\x00", 10);
        m_client->disconnectFromHost();
    }

    void relay()
    {
        if (m_proxy.m_kind == ForwardProxy::Kind::Socks5)
            m_client->write("\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00", 10);
        else if (m_isTunnel)
            m_client->write("HTTP/1.1 200 Connection established\r\n\r\n");
        connect(m_client, &QTcpSocket::readyRead, this, &ProxyLink::toServer);
        connect(m_server, &QTcpSocket::readyRead, this, [this] {
            const QByteArray bytes = m_server->readAll();
            m_client->write(bytes);
            const std::lock_guard lock(m_proxy.m_mutex);
            m_proxy.m_bytesToClients += bytes.size();
        });
        toServer();
    }

    void toServer()
    {
        m_server->write(m_buffer);
        const std::lock_guard lock(m_proxy.m_mutex);
        m_proxy.m_bytesToServers += m_buffer.size();
        m_buffer.clear();
    }

    enum class SocksStage { Greeting, Login, Request };

    ForwardProxy &m_proxy;
    QTcpSocket *m_client;
    QTcpSocket *m_server;
    QByteArray m_buffer;
    SocksStage m_socksStage = SocksStage::Greeting;
    bool m_isTunnel = false;
    bool m_isLed = false;
};

ForwardProxy::ForwardProxy(Kind kind, const ProxyLogin &login)
    : m_kind(kind)
    , m_login(login)
    , m_context(std::make_unique<QObject>())
{
    m_context->moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            m_server = std::make_unique<QTcpServer>();
            m_server->setProxy(QNetworkProxy::NoProxy);
            if (!m_server->listen(QHostAddress::LocalHost))
                qFatal("the proxy cannot listen: %s", qPrintable(m_server->errorString()));
            m_port = m_server->serverPort();
            QObject::connect(m_server.get(), &QTcpServer::newConnection, m_context.get(), [this] {
                while (QTcpSocket *client = m_server->nextPendingConnection())
                    new ProxyLink(*this, client, m_context.get());
            });
        },
        Qt::BlockingQueuedConnection);
}

ForwardProxy::~ForwardProxy()
{
    shutDown();
    QMetaObject::invokeMethod(
        m_context.get(),
        [this] {
            qDeleteAll(m_context->children());
            m_server.reset();
        },
        Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void ForwardProxy::shutDown()
{
    QMetaObject::invokeMethod(
        m_context.get(), [this] { m_server->close(); }, Qt::BlockingQueuedConnection);
}

QString ForwardProxy::address() const
{
    return QStringLiteral("%1://127.0.0.1:%2")
        .arg(m_kind == Kind::Http ? QStringLiteral("http") : QStringLiteral("socks5"))
        .arg(m_port);
}

QStringList ForwardProxy::passed() const
{
    const std::lock_guard lock(m_mutex);
    return m_passed;
}

int ForwardProxy::missingLogins() const
{
    const std::lock_guard lock(m_mutex);
    return m_missingLogins;
}

int ForwardProxy::wrongLogins() const
{
    const std::lock_guard lock(m_mutex);
    return m_wrongLogins;
}

qint64 ForwardProxy::bytesToServers() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytesToServers;
}

qint64 ForwardProxy::bytesToClients() const
{
    const std::lock_guard lock(m_mutex);
    return m_bytesToClients;
}

} // namespace mmigrate::test
