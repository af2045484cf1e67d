// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

namespace mmigrate::practice {

/// Reads an import file: its JSONL line by line, and the files beside it.
class ImportArchive
{
public:
    ImportArchive();
    ~ImportArchive();
    Q_DISABLE_COPY_MOVE(ImportArchive)

    bool open(const QString &path); ///< false: no ZIP
    /// False: there is no JSONL file where it is looked for.
    bool openLines(bool atRootOnly);

    enum class Line { Read, End, TooLong };
    Line readLine(QByteArray *line); ///< without its line end

    bool contains(const QString &name) const;
    struct Extracted
    {
        qint64 size = 0;
        QByteArray sha256{};
    };
    std::optional<Extracted> extract(const QString &name, const QString &target) const;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace mmigrate::practice
