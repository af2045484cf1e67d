// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QDir>
#include <QFile>

#ifdef Q_OS_LINUX
#include <sys/mount.h>
#endif

namespace mmigrate::test {

/// A file system of its own with 2 MB of room; as long as it lives. Only who may mount gets one.
class SmallDisk
{
public:
    explicit SmallDisk(const QString &path)
        : m_path(path)
        , m_filler(path + QStringLiteral("/filler"))
    {
        QDir().mkpath(path);
#ifdef Q_OS_LINUX
        m_isMounted =
            ::mount("tmpfs", QFile::encodeName(path).constData(), "tmpfs", 0, "size=2m,mode=0700")
            == 0;
#endif
    }
    ~SmallDisk()
    {
#ifdef Q_OS_LINUX
        if (m_isMounted)
            ::umount2(QFile::encodeName(m_path).constData(), MNT_DETACH);
#endif
    }
    Q_DISABLE_COPY_MOVE(SmallDisk)

    bool isMounted() const
    {
        return m_isMounted;
    }

    /// Takes all the room that is left. False when it could not begin.
    bool fill()
    {
        QFile filler(m_filler);
        if (!m_isMounted || !filler.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
            return false;
        const QByteArray block(4096, 'x');
        while (filler.write(block) == block.size()) { }
        return true;
    }
    bool makeRoom()
    {
        return QFile::remove(m_filler);
    }

private:
    QString m_path;
    QString m_filler;
    bool m_isMounted = false;
};

} // namespace mmigrate::test
