// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/importarchive.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <vector>
#include <zip.h>

namespace mmigrate::practice {

namespace {

/// The scanner of the real server takes lines up to this.
constexpr qsizetype maxLineBytes = 16 * 1024 * 1024;

} // namespace

class ImportArchive::Private
{
public:
    ~Private()
    {
        if (lines)
            zip_fclose(lines);
        if (archive)
            zip_discard(archive);
    }

    zip_t *archive = nullptr;
    zip_file_t *lines = nullptr;
    QByteArray pending;
    bool ended = false;
};

ImportArchive::ImportArchive()
    : d(std::make_unique<Private>())
{
}

ImportArchive::~ImportArchive() = default;

bool ImportArchive::open(const QString &path)
{
    int error = 0;
    d->archive = zip_open(QFile::encodeName(path).constData(), ZIP_RDONLY, &error);
    return d->archive != nullptr;
}

bool ImportArchive::openLines(bool atRootOnly)
{
    const zip_int64_t count = zip_get_num_entries(d->archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        const QString name =
            QString::fromUtf8(zip_get_name(d->archive, zip_uint64_t(i), ZIP_FL_ENC_RAW));
        const bool inFolder = name.contains(QLatin1Char('/'));
        if (!name.endsWith(QLatin1String(".jsonl")) || (atRootOnly && inFolder))
            continue;
        d->lines = zip_fopen_index(d->archive, zip_uint64_t(i), 0);
        return d->lines != nullptr;
    }
    return false;
}

ImportArchive::Line ImportArchive::readLine(QByteArray *line)
{
    std::vector<char> buffer(64 * 1024);
    while (true) {
        const qsizetype end = d->pending.indexOf('\n');
        if (end >= 0 || (d->ended && !d->pending.isEmpty())) {
            *line = end >= 0 ? d->pending.left(end) : d->pending;
            d->pending.remove(0, end >= 0 ? end + 1 : d->pending.size());
            if (line->endsWith('\r'))
                line->chop(1);
            return line->size() > maxLineBytes ? Line::TooLong : Line::Read;
        }
        if (d->ended)
            return Line::End;
        if (d->pending.size() > maxLineBytes)
            return Line::TooLong;
        const zip_int64_t got = zip_fread(d->lines, buffer.data(), buffer.size());
        if (got <= 0)
            d->ended = true;
        else
            d->pending.append(buffer.data(), qsizetype(got));
    }
}

bool ImportArchive::contains(const QString &name) const
{
    return zip_name_locate(d->archive, name.toUtf8().constData(), ZIP_FL_ENC_RAW) >= 0;
}

std::optional<ImportArchive::Extracted> ImportArchive::extract(const QString &name,
                                                               const QString &target) const
{
    const zip_int64_t index =
        zip_name_locate(d->archive, name.toUtf8().constData(), ZIP_FL_ENC_RAW);
    zip_file_t *source = index < 0 ? nullptr : zip_fopen_index(d->archive, zip_uint64_t(index), 0);
    if (!source)
        return std::nullopt;
    QDir().mkpath(QFileInfo(target).path());
    QFile file(target);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    Extracted result;
    std::vector<char> buffer(256 * 1024);
    bool ok = file.open(QIODevice::WriteOnly);
    zip_int64_t got = 0;
    while (ok && (got = zip_fread(source, buffer.data(), buffer.size())) > 0) {
        hash.addData(QByteArrayView(buffer.data(), qsizetype(got)));
        result.size += got;
        ok = file.write(buffer.data(), got) == got;
    }
    // zip_fclose tells a wrong CRC.
    ok = zip_fclose(source) == 0 && ok && got == 0 && file.flush();
    result.sha256 = hash.result().toHex();
    return ok ? std::optional(result) : std::nullopt;
}

} // namespace mmigrate::practice
