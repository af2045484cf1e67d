// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/bundlewriter.h"

#include "core/archive/diskerror.h"

#include <QFile>

#include <KZip>

namespace mmigrate {

namespace {

constexpr qint64 largestBundle = (Q_INT64_C(4) << 30) - (1 << 20); // leaves room for the directory
constexpr mode_t bundleMode = 0100644;

} // namespace

struct BundleWriter::Private
{
    explicit Private(const QString &path)
        : targetPath(path)
        , part(path + QStringLiteral(".part"))
        , zip(&part)
    {
    }

    Result<void> begin(const QString &name, qint64 size);
    Result<void> put(const char *data, qint64 size);
    Result<void> end(qint64 size);
    Error failure() const
    {
        return part.error() != QFileDevice::NoError
                   ? fileError(part)
                   : diskError(part.fileName(), 0, zip.errorString());
    }

    QString targetPath;
    QFile part;
    KZip zip;
    qint64 bytes = 0;
    bool finished = false;
};

Result<void> BundleWriter::Private::begin(const QString &name, qint64 size)
{
    // Counted unpacked: what is below the limit then is below it packed, too.
    bytes += size + 2 * name.size() + 128;
    if (bytes > largestBundle) {
        return makeError(ErrorKind::FileTooLarge)
            .with(QStringLiteral("size"), bytes)
            .with(QStringLiteral("limit"), largestBundle);
    }
    if (!zip.prepareWriting(name, {}, {}, size, bundleMode))
        return failure();
    return {};
}

Result<void> BundleWriter::Private::put(const char *data, qint64 size)
{
    if (!zip.writeData(data, size))
        return failure();
    return {};
}

Result<void> BundleWriter::Private::end(qint64 size)
{
    if (!zip.finishWriting(size))
        return failure();
    return {};
}

BundleWriter::BundleWriter(const QString &targetPath)
    : d(std::make_unique<Private>(targetPath))
{
}

BundleWriter::~BundleWriter()
{
    if (d->finished || !d->part.isOpen())
        return;
    d->zip.close();
    d->part.close();
    d->part.remove();
}

Result<void> BundleWriter::open()
{
    QFile::remove(d->part.fileName());
    // KZip goes back to fill in sizes, so the file is readable as well.
    const auto mode = QIODevice::ReadWrite | QIODevice::NewOnly;
    if (!d->part.open(mode, QFile::ReadOwner | QFile::WriteOwner))
        return fileError(d->part);
    if (!d->zip.open(QIODevice::WriteOnly))
        return d->failure();
    return {};
}

Result<void> BundleWriter::addBytes(const QString &name, const QByteArray &bytes)
{
    Result<void> done = d->begin(name, bytes.size());
    if (done)
        done = d->put(bytes.constData(), bytes.size());
    if (done)
        done = d->end(bytes.size());
    return done;
}

Result<void> BundleWriter::addFile(const QString &name, const QString &filePath)
{
    QFile file(filePath);
    if (!file.open(QIODevice::ReadOnly))
        return fileError(file);
    Result<void> done = d->begin(name, file.size());
    QByteArray buffer(256 * 1024, Qt::Uninitialized);
    qint64 total = 0;
    while (done) {
        const qint64 count = file.read(buffer.data(), buffer.size());
        if (count < 0)
            return fileError(file);
        if (count == 0)
            return d->end(total);
        total += count;
        done = d->put(buffer.constData(), count);
    }
    return done;
}

Result<void> BundleWriter::finish()
{
    if (!d->zip.close())
        return d->failure();
    // KZip has closed the file; what that could not write shows in its error.
    const bool open = d->part.error() == QFileDevice::NoError
                      && d->part.open(QIODevice::ReadWrite | QIODevice::ExistingOnly);
    Result<void> done = open ? syncToDisk(d->part) : Result<void>(d->failure());
    d->part.close();
    if (done)
        done = replaceFile(d->part.fileName(), d->targetPath);
    if (!done)
        d->part.remove();
    d->finished = bool(done);
    return done;
}

} // namespace mmigrate
