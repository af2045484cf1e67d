// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/result.h"

#include <QDateTime>
#include <QFile>
#include <QList>

namespace mmigrate {

/// What a file on disk looked like; a file that no longer matches must not be sent on.
struct FileFingerprint
{
    qint64 size = -1; ///< -1: not known
    QDateTime modified{};

    bool operator==(const FileFingerprint &) const = default;
    static FileFingerprint of(const QString &file); ///< size -1 when it cannot be read
};

/// A file whose bytes are sent, as it was when it was checked.
struct CheckedFile
{
    QString path{};
    qint64 bytes = 0; ///< so many of its first ones are sent, behind those of the file before
    QString sha256{}; ///< of all of it, in hex, lower case; empty: not known, not compared
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
    /// What must hash to the same before the upload may end: all files of the body, in order.
    /// Empty: nothing is compared.
    virtual QList<CheckedFile> checkedFiles() const { return {}; }
    /// @return bytes read, at most `count`; 0 or less: it ends or cannot be read there
    virtual qint64 read(qint64 offset, char *data, qint64 count) = 0;
};

/// A whole file.
class FileBody : public UploadBody
{
public:
    /// @param expected the file as it was checked; unknown: as it is now
    /// @param sha256 as CheckedFile's
    explicit FileBody(const QString &file, const FileFingerprint &expected = {},
                      const QString &sha256 = {});

    Result<void> open() override;
    QString path() const override { return m_file.fileName(); }
    qint64 size() const override { return m_expected.size; }
    Result<void> check() override;
    QList<CheckedFile> checkedFiles() const override { return {{path(), size(), m_sha256}}; }
    qint64 read(qint64 offset, char *data, qint64 count) override;

private:
    QFile m_file;
    const FileFingerprint m_expected;
    const QString m_sha256;
};

} // namespace mmigrate
