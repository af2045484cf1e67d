// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/partfile.h"
#include "core/transfer/rangeddownload.h"
#include "transfer/transfertesting.h"

#include <QFileInfo>
#include <QScopeGuard>
#include <QTemporaryDir>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sched.h>
#include <sys/mount.h>
#endif
#ifdef Q_OS_UNIX
#include <csignal>
#include <sys/resource.h>
#endif

namespace mmigrate::test {

inline constexpr qint64 KiB = 1024;
inline constexpr qint64 MiB = 1024 * KiB;

/// Serves one file with ranges, as these servers do; a test twists single answers.
class FileSource : public RequestHandler
{
public:
    QByteArray content = noise(3 * MiB + 17);
    std::function<void(int number)> before{};
    std::function<void(int number, const SeenRequest &, ScriptedAnswer &)> twist{};

    static void serveWhole(const QByteArray &bytes, ScriptedAnswer &answer)
    {
        answer = ScriptedAnswer();
        answer.body = bytes;
    }

    static void refuse(int status, const QByteArray &body, ScriptedAnswer &answer)
    {
        answer = ScriptedAnswer();
        answer.status = status;
        answer.body = body;
    }

    ScriptedAnswer answer(const SeenRequest &request) override
    {
        if (before)
            before(request.number);
        ScriptedAnswer answer = ranged(request);
        if (twist)
            twist(request.number, request, answer);
        return answer;
    }

private:
    ScriptedAnswer ranged(const SeenRequest &request) const
    {
        ScriptedAnswer answer;
        const qint64 first = request.rangeStart();
        if (first < 0) {
            answer.body = content;
            return answer;
        }
        const QByteArray total = QByteArray::number(content.size());
        if (first >= content.size()) {
            answer.status = 416;
            answer.headers = {{"Content-Range", "bytes */" + total}};
            return answer;
        }
        const QByteArray range = request.header("range");
        const QByteArray end = range.mid(range.indexOf('-') + 1);
        const qint64 last = std::min<qint64>(end.isEmpty() ? content.size() - 1 : end.toLongLong(),
                                             content.size() - 1);
        answer.status = 206;
        answer.headers = {{"Content-Range", "bytes " + QByteArray::number(first) + '-'
                                                + QByteArray::number(last) + '/' + total}};
        answer.body = content.mid(first, last - first + 1);
        return answer;
    }
};

/// What all tests of one kind of transfer share.
class DownloadFixture : public QObject
{
protected:
    void prepare();
    Result<DownloadReport> download(DownloadOptions options = {});
    /// Leaves what an earlier run had fetched: the first bytes of the file.
    bool leavePart(const QByteArray &bytes) const;
    QByteArray part() const { return readFile(partFileName(m_target)); }
    void verifyComplete();

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_target;
    FileSource m_source;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<StepControl> m_control;
    std::function<void(HttpSession &)> m_prepare;
};

inline void DownloadFixture::prepare()
{
    m_server.reset();
    m_folder = std::make_unique<QTemporaryDir>();
    m_target = m_folder->filePath(QStringLiteral("a_export.zip"));
    m_source = FileSource();
    m_server = std::make_unique<ScriptedServer>(m_source);
    m_control = std::make_unique<StepControl>();
    m_prepare = {};
}

inline Result<DownloadReport> DownloadFixture::download(DownloadOptions options)
{
    return withSession(m_server->address(), *m_control, [&](HttpSession &session) {
        if (m_prepare)
            m_prepare(session);
        return RangedDownload(session, options)
            .download(QStringLiteral("/api/v4/exports/a_export.zip"), m_target);
    });
}

inline bool DownloadFixture::leavePart(const QByteArray &bytes) const
{
    ByteRanges ranges;
    ranges.add(0, bytes.size());
    return writeFile(partFileName(m_target), bytes)
           && writeRangesFile(partFileName(m_target), ranges, -1);
}

inline void DownloadFixture::verifyComplete()
{
    QCOMPARE(sha256(readFile(m_target)), sha256(m_source.content));
    QVERIFY(!QFile::exists(partFileName(m_target)));
    QVERIFY(!QFile::exists(rangesFileName(partFileName(m_target))));
}

} // namespace mmigrate::test
