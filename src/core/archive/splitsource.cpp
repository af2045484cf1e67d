// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/splitsource.h"

#include <memory>

namespace mmigrate {

namespace {

class SplitSource
{
public:
    explicit SplitSource(const SplitFile &file)
        : m_file(file)
        , m_device(file)
    {
        zip_error_init(&m_error);
    }
    ~SplitSource() { zip_error_fini(&m_error); }
    Q_DISABLE_COPY_MOVE(SplitSource)

    static zip_int64_t dispatch(void *self, void *data, zip_uint64_t size, zip_source_cmd_t command)
    {
        auto *source = static_cast<SplitSource *>(self);
        if (command == ZIP_SOURCE_FREE) {
            delete source;
            return 0;
        }
        return source->command(data, size, command);
    }

private:
    zip_int64_t command(void *data, zip_uint64_t size, zip_source_cmd_t which);
    zip_int64_t open();
    zip_int64_t read(void *data, zip_uint64_t size);
    zip_int64_t seek(void *data, zip_uint64_t size);
    zip_int64_t stat(zip_stat_t *stat);
    zip_int64_t fail(int zipCode)
    {
        zip_error_set(&m_error, zipCode, 0);
        return -1;
    }

    SplitFile m_file;
    SplitFileDevice m_device;
    zip_error_t m_error{};
};

zip_int64_t SplitSource::command(void *data, zip_uint64_t size, zip_source_cmd_t which)
{
    switch (which) {
    case ZIP_SOURCE_SUPPORTS:
        return ZIP_SOURCE_SUPPORTS_SEEKABLE;
    case ZIP_SOURCE_OPEN:
        return open();
    case ZIP_SOURCE_READ:
        return read(data, size);
    case ZIP_SOURCE_CLOSE:
        m_device.close();
        return 0;
    case ZIP_SOURCE_STAT:
        return stat(static_cast<zip_stat_t *>(data));
    case ZIP_SOURCE_ERROR:
        return zip_error_to_data(&m_error, data, size);
    case ZIP_SOURCE_SEEK:
        return seek(data, size);
    case ZIP_SOURCE_TELL:
        return m_device.pos();
    default:
        return fail(ZIP_ER_OPNOTSUPP);
    }
}

zip_int64_t SplitSource::open()
{
    return m_device.open(QIODevice::ReadOnly) ? 0 : fail(ZIP_ER_OPEN);
}

zip_int64_t SplitSource::read(void *data, zip_uint64_t size)
{
    const qint64 count = m_device.read(static_cast<char *>(data), static_cast<qint64>(size));
    return count < 0 ? fail(ZIP_ER_READ) : count;
}

zip_int64_t SplitSource::seek(void *data, zip_uint64_t size)
{
    const zip_int64_t target = zip_source_seek_compute_offset(
        static_cast<zip_uint64_t>(m_device.pos()), static_cast<zip_uint64_t>(m_device.size()), data,
        size, &m_error);
    if (target < 0)
        return -1;
    return m_device.seek(target) ? 0 : fail(ZIP_ER_SEEK);
}

zip_int64_t SplitSource::stat(zip_stat_t *stat)
{
    const qint64 bytes = m_device.isOpen() ? m_device.size() : m_file.size();
    if (bytes < 0)
        return fail(ZIP_ER_OPEN);
    zip_stat_init(stat);
    stat->size = static_cast<zip_uint64_t>(bytes);
    stat->valid = ZIP_STAT_SIZE;
    return static_cast<zip_int64_t>(sizeof(zip_stat_t));
}

} // namespace

zip_source_t *createSplitSource(const SplitFile &file, zip_error_t *error)
{
    auto content = std::make_unique<SplitSource>(file);
    zip_source_t *source = zip_source_function_create(SplitSource::dispatch, content.get(), error);
    if (source)
        static_cast<void>(content.release()); // the source frees it
    return source;
}

} // namespace mmigrate
