// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QFile>

namespace mmigrate {

/// What a file on disk looked like; a file that no longer matches must not be sent on.
struct FileFingerprint
{
    qint64 size = -1; ///< -1: not known
    QDateTime modified{};

    bool operator==(const FileFingerprint &) const = default;
    static FileFingerprint of(const QString &file); ///< size -1 when it cannot be read
};

/// The bytes of an upload: their number is known from the beginning, they themselves may come
/// later. Worker thread only.
class UploadBody
{
public:
    UploadBody() = default;
    virtual ~UploadBody() = default;
    Q_DISABLE_COPY_MOVE(UploadBody)

    /// Before anything is read; again is no harm. Errors: Disk, SourceFileChanged (facts path).
    virtual Result<void> open() = 0;
    virtual QString path() const = 0; ///< names it in messages
    virtual qint64 size() const = 0;  ///< bytes of the whole

    struct Available
    {
        qint64 bytes = 0;     ///< can be read by now, from the first one on
        bool mayGrow = false; ///< more of them will come during this upload
    };
    virtual Available available() const { return {size(), false}; }

    /// Whether it still is what it was. Errors: SourceFileChanged (fact path).
    virtual Result<void> check() = 0;
    /// @return bytes read, at most `count`; 0 or less: it ends or cannot be read there
    virtual qint64 read(qint64 offset, char *data, qint64 count) = 0;
};

/// A whole file.
class FileBody : public UploadBody
{
public:
    /// @param expected the file as it was checked; unknown: as it is now
    explicit FileBody(const QString &file, const FileFingerprint &expected = {});

    Result<void> open() override;
    QString path() const override { return m_file.fileName(); }
    qint64 size() const override { return m_expected.size; }
    Result<void> check() override;
    qint64 read(qint64 offset, char *data, qint64 count) override;

private:
    QFile m_file;
    const FileFingerprint m_expected;
};

} // namespace mmigrate
