// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/transfer/chunkedupload.h"
#include "support/uploadstore.h"
#include "transfer/transfertesting.h"

#include <QDateTime>
#include <QTemporaryDir>
#include <QTest>

namespace mmigrate::test {

inline constexpr qint64 KiB = 1024;
inline constexpr qint64 MiB = 1024 * KiB;
inline constexpr qint64 fileBytes = 16 * MiB + 123;

inline std::unique_ptr<ScriptedAnswer> refusalOf(int status, const QByteArray &body)
{
    auto answer = std::make_unique<ScriptedAnswer>();
    answer->status = status;
    answer->body = body;
    return answer;
}

/// What all tests of one kind of transfer share.
class UploadFixture : public QObject
{
protected:
    void prepareOnce();
    void prepare();
    Result<UploadReport> upload(UploadOptions options = {});
    qsizetype partsSeen() const;
    void verifyDone(const Result<UploadReport> &report);
    /// Sets a wait of the worker free from the test's thread once the condition holds.
    void atWait(std::function<void(const Error &)> function) { m_atWait = std::move(function); }

    QTemporaryDir m_folder;
    QByteArray m_bytes;
    QString m_file;
    std::unique_ptr<UploadStore> m_store;
    std::unique_ptr<ScriptedServer> m_server;
    std::unique_ptr<StepControl> m_control;
    std::function<void(HttpSession &)> m_prepare;
    std::function<void(const Error &)> m_atWait;
    UploadOptions m_options;
};

inline void UploadFixture::prepareOnce()
{
    m_bytes = noise(fileBytes);
    m_file = m_folder.filePath(QStringLiteral("archive.zip"));
}

inline void UploadFixture::prepare()
{
    QVERIFY(writeFile(m_file, m_bytes));
    m_server.reset();
    m_store = std::make_unique<UploadStore>(fileBytes);
    m_server = std::make_unique<ScriptedServer>(*m_store);
    m_control = std::make_unique<StepControl>();
    m_prepare = {};
    m_atWait = {};
    m_options = {};
    m_options.chunkBytes = m_options.largestChunkBytes = 5 * MiB;
    m_options.sessionIsNew = true;
    m_options.silenceTimeoutMs = 20'000;
    m_options.answerTimeoutMs = 20'000;
}

inline Result<UploadReport> UploadFixture::upload(UploadOptions options)
{
    return withSession(m_server->address(), *m_control, [&](HttpSession &session) {
        session.setWaitingSink([this](qint64, const Error &why) {
            if (m_atWait)
                m_atWait(why);
        });
        if (m_prepare)
            m_prepare(session);
        return ChunkedUpload(session, options).upload(QStringLiteral("session"), m_file);
    });
}

inline qsizetype UploadFixture::partsSeen() const
{
    const QList<SeenRequest> requests = m_server->requests();
    return std::count_if(requests.begin(), requests.end(), [](const SeenRequest &request) {
        return request.method == "POST" && request.contentLength > 0;
    });
}

inline void UploadFixture::verifyDone(const Result<UploadReport> &report)
{
    QVERIFY2(report, qPrintable(report ? QString() : report.error().toLogLine()));
    QCOMPARE(report->outcome, UploadOutcome::Done);
    QCOMPARE(report->bytes, fileBytes);
    QCOMPARE(report->fileId, QStringLiteral("fileid"));
    QCOMPARE(sha256(m_store->content), sha256(m_bytes));
    // Nothing was sent a second time behind our back. (A connection that the server had closed
    // already makes an intent that reaches nobody.)
    QVERIFY(partsSeen() <= report->chunksSent);
}

} // namespace mmigrate::test
