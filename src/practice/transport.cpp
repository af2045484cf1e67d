// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/transport.h"

#include <QtGlobal>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <thread>

#ifdef Q_OS_WIN
#include <winsock2.h>
#else
#include <sys/socket.h>
#endif

namespace mmigrate::practice {

namespace net = boost::asio;
using Tcp = net::ip::tcp;
using Code = boost::system::error_code;

namespace {

/// What plain and TLS connections share: the socket and its ends.
class SocketEnds
{
public:
    void close(Tcp::socket &socket, bool reset)
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
        m_closed = true;
        Code ignored;
        if (reset)
            socket.set_option(net::socket_base::linger(true, 0), ignored);
        socket.close(ignored);
    }

    // The socket's own shutdown() is not for two threads; the system's call is, as long as nobody
    // closes the descriptor meanwhile.
    void abort(Tcp::socket &socket)
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return;
#ifdef Q_OS_WIN
        ::shutdown(socket.native_handle(), SD_BOTH);
#else
        ::shutdown(socket.native_handle(), SHUT_RDWR);
#endif
    }

    static QString address(const Tcp::socket &socket)
    {
        Code error;
        const auto endpoint = socket.remote_endpoint(error);
        return error ? QString() : QString::fromStdString(endpoint.address().to_string());
    }

private:
    std::mutex m_mutex;
    bool m_closed = false;
};

class PlainStream : public ByteStream
{
public:
    explicit PlainStream(Tcp::socket socket)
        : m_socket(std::move(socket))
        , m_address(SocketEnds::address(m_socket))
    {
    }
    bool open() override { return true; }
    qint64 readSome(char *data, qint64 maxSize) override
    {
        Code error;
        const std::size_t got = m_socket.read_some(net::buffer(data, std::size_t(maxSize)), error);
        return error ? 0 : qint64(got);
    }
    bool write(const char *data, qint64 size) override
    {
        Code error;
        net::write(m_socket, net::buffer(data, std::size_t(size)), error);
        return !error;
    }
    void shutdownSend() override
    {
        Code ignored;
        m_socket.shutdown(Tcp::socket::shutdown_send, ignored);
    }
    void close(bool reset) override { m_ends.close(m_socket, reset); }
    void abort() override { m_ends.abort(m_socket); }
    QString remoteAddress() const override { return m_address; }

private:
    Tcp::socket m_socket;
    QString m_address;
    SocketEnds m_ends;
};

class TlsStream : public ByteStream
{
public:
    TlsStream(Tcp::socket socket, net::ssl::context &context)
        : m_stream(std::move(socket), context)
        , m_address(SocketEnds::address(m_stream.next_layer()))
    {
    }
    bool open() override
    {
        Code error;
        m_stream.handshake(net::ssl::stream_base::server, error);
        return !error;
    }
    qint64 readSome(char *data, qint64 maxSize) override
    {
        Code error;
        const std::size_t got = m_stream.read_some(net::buffer(data, std::size_t(maxSize)), error);
        return error ? 0 : qint64(got);
    }
    bool write(const char *data, qint64 size) override
    {
        Code error;
        net::write(m_stream, net::buffer(data, std::size_t(size)), error);
        return !error;
    }
    // No close_notify is waited for: a client that has gone away would hold the thread.
    void shutdownSend() override
    {
        Code ignored;
        m_stream.next_layer().shutdown(Tcp::socket::shutdown_send, ignored);
    }
    void close(bool reset) override { m_ends.close(m_stream.next_layer(), reset); }
    void abort() override { m_ends.abort(m_stream.next_layer()); }
    QString remoteAddress() const override { return m_address; }

private:
    net::ssl::stream<Tcp::socket> m_stream;
    QString m_address;
    SocketEnds m_ends;
};

} // namespace

class Listener::Private
{
public:
    Result<void> prepareTls(const ListenOptions &options)
    {
        Code error;
        m_tls.emplace(net::ssl::context::tls_server);
        m_tls->set_options(net::ssl::context::default_workarounds | net::ssl::context::no_sslv3
                               | net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1,
                           error);
        m_tls->use_certificate_chain_file(options.certificateFile.toStdString(), error);
        if (!error)
            m_tls->use_private_key_file(options.privateKeyFile.toStdString(),
                                        net::ssl::context::pem, error);
        if (error)
            return makeError(ErrorKind::Tls, QString::fromStdString(error.message()));
        return {};
    }

    Result<quint16> listen(quint16 port)
    {
        Code error;
        const Tcp::endpoint endpoint(net::ip::address_v4::loopback(), port);
        m_acceptor.open(endpoint.protocol(), error);
        if (!error)
            m_acceptor.set_option(net::socket_base::reuse_address(true), error);
        if (!error)
            m_acceptor.bind(endpoint, error);
        if (!error)
            m_acceptor.listen(net::socket_base::max_listen_connections, error);
        if (error)
            return makeError(ErrorKind::Network, QString::fromStdString(error.message()));
        return m_acceptor.local_endpoint().port();
    }

    void accept()
    {
        m_acceptor.async_accept([this](const Code &error, Tcp::socket socket) {
            if (error)
                return;
            Code ignored;
            // As Go does: small answers must not wait for an acknowledgement.
            socket.set_option(Tcp::no_delay(true), ignored);
            if (m_tls)
                m_handler(std::make_unique<TlsStream>(std::move(socket), *m_tls));
            else
                m_handler(std::make_unique<PlainStream>(std::move(socket)));
            accept();
        });
    }

    net::io_context m_context;
    Tcp::acceptor m_acceptor{m_context};
    std::optional<net::ssl::context> m_tls;
    Handler m_handler;
    std::thread m_thread;
};

Listener::Listener()
    : d(std::make_unique<Private>())
{
}

Listener::~Listener()
{
    stop();
}

Result<quint16> Listener::start(const ListenOptions &options, Handler handler)
{
    if (!options.certificateFile.isEmpty()) {
        if (Result<void> prepared = d->prepareTls(options); !prepared)
            return prepared.error();
    }
    Result<quint16> port = d->listen(options.port);
    if (!port)
        return port;
    d->m_handler = std::move(handler);
    d->accept();
    d->m_thread = std::thread([this] { d->m_context.run(); });
    return port;
}

void Listener::stop()
{
    d->m_context.stop();
    if (d->m_thread.joinable())
        d->m_thread.join();
    Code ignored;
    d->m_acceptor.close(ignored);
}

} // namespace mmigrate::practice
