// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/serverwords.h"

#include "core/api/serverwords_p.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <optional>

namespace mmigrate {

namespace {

constexpr qsizetype longestName = 300;

/// Say only that something went wrong: what stands behind them tells more.
const std::array outerIds{QLatin1String("app.job.error"),
                          QLatin1String("app.user.get_total_users_count.app_error")};

/// A row, cut at its placeholders: literal, name, literal, ...
struct Pattern
{
    QStringList literals{}; ///< one more than names; only the last may be empty
    QStringList names{};
    QStringList ids{};
    bool isOuter = false;
};

struct Found
{
    const Pattern *pattern = nullptr;
    qsizetype at = 0;
    qsizetype length = 0;
    QVariantMap names{};
};

/// What detail tells beside the message: a name between two pieces of it.
struct DetailRow
{
    const char *name;
    const char *before;
    const char *behind; ///< empty: up to the end of that part
};

// Seen on real servers (API notes, sections 4 and 10), or in the errors of the server's store.
constexpr auto detailRows = std::to_array<DetailRow>({
    {"path", "attachment \"", "\" not found"},
    {"path", "attachment '", "' not found"},
    {"path", "invalid attachment path \"", "\""},
    {"path", "invalid profile image path \"", "\""},
    {"path", "invalid emoji image path \"", "\""},
    {"path", "open ", ": no such file"},
    {"team", "Team id: name=", ""},
    {"channel", "&Name=", ""},
    {"user", "User id: username=", ""},
    {"user", "field: username value: ", ""},
    {"email", "field: email value: ", ""},
});

Pattern patternOf(const ServerWordsRow &row)
{
    Pattern pattern;
    pattern.ids = QString::fromLatin1(row.ids).split(QLatin1Char(' '));
    pattern.isOuter =
        std::find(outerIds.begin(), outerIds.end(), pattern.ids.first()) != outerIds.end();
    const QString words = QString::fromUtf8(row.words);
    qsizetype from = 0;
    for (;;) {
        const qsizetype open = words.indexOf(QLatin1Char('{'), from);
        pattern.literals.append(words.mid(from, open < 0 ? -1 : open - from));
        if (open < 0)
            return pattern;
        const qsizetype close = words.indexOf(QLatin1Char('}'), open);
        pattern.names.append(words.mid(open + 1, close - open - 1));
        from = close + 1;
    }
}

const QList<Pattern> &patterns()
{
    static const QList<Pattern> all = [] {
        QList<Pattern> made;
        for (const auto &table : {lineWords(), workWords(), ruleWords()}) {
            for (const ServerWordsRow &row : table)
                made.append(patternOf(row));
        }
        return made;
    }();
    return all;
}

/// Where the part of the prose ends that begins there: details follow a comma or a dash.
qsizetype endOfPart(const QString &text, qsizetype from)
{
    qsizetype end = text.size();
    for (const QString &mark : {QStringLiteral(", "), QStringLiteral(" \u2014 ")}) {
        const qsizetype at = text.indexOf(mark, from);
        if (at >= 0)
            end = std::min(end, at);
    }
    return end;
}

std::optional<Found> find(const Pattern &pattern, const QString &text)
{
    Found found{&pattern, text.indexOf(pattern.literals.first()), 0, {}};
    if (found.at < 0)
        return std::nullopt;
    qsizetype from = found.at + pattern.literals.first().size();
    for (qsizetype i = 0; i < pattern.names.size(); ++i) {
        const QString &next = pattern.literals.at(i + 1);
        const qsizetype end = next.isEmpty() ? endOfPart(text, from) : text.indexOf(next, from);
        if (end < 0)
            return std::nullopt;
        if (end > from && end - from <= longestName)
            found.names.insert(pattern.names.at(i), text.mid(from, end - from));
        from = end + next.size();
    }
    found.length = from - found.at;
    return found;
}

bool isBetter(const Found &one, const Found &other)
{
    if (!other.pattern || one.pattern->isOuter != other.pattern->isOuter)
        return !other.pattern || other.pattern->isOuter;
    return one.at != other.at ? one.at < other.at : one.length > other.length;
}

QString betweenIn(const QString &text, const DetailRow &row)
{
    const QString before = QString::fromLatin1(row.before);
    const QString behind = QString::fromLatin1(row.behind);
    if (behind.isEmpty()) {
        const qsizetype at = text.indexOf(before);
        if (at < 0)
            return {};
        const qsizetype from = at + before.size();
        return text.mid(from, endOfPart(text, from) - from);
    }
    // The message itself may have the words that stand before the name.
    const qsizetype end = text.indexOf(behind, text.indexOf(before) + before.size());
    const qsizetype at = end < 0 ? -1 : text.lastIndexOf(before, end - before.size());
    return at < 0 ? QString() : text.mid(at + before.size(), end - at - before.size());
}

/// The store lists all the teams it was asked for: of use only where that is one.
QString onlyTeamIn(const QString &text)
{
    const QString list = betweenIn(text, {"team", "nameIn=[", "]"});
    const QStringList names = list.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    const QSet<QString> distinct(names.begin(), names.end());
    return distinct.size() == 1 ? names.first() : QString();
}

void addDetails(QVariantMap &names, const QString &text)
{
    const auto add = [&](const QString &name, const QString &value) {
        if (!value.isEmpty() && value.size() <= longestName && !names.contains(name))
            names.insert(name, value);
    };
    for (const DetailRow &row : detailRows)
        add(QString::fromLatin1(row.name), betweenIn(text, row));
    add(QStringLiteral("team"), onlyTeamIn(text));
}

} // namespace

ServerWords recogniseServerWords(const QString &text)
{
    Found best;
    for (const Pattern &pattern : patterns()) {
        const std::optional<Found> found = find(pattern, text);
        if (found && isBetter(*found, best))
            best = *found;
    }
    if (!best.pattern)
        return {};
    addDetails(best.names, text);
    return {best.pattern->ids.first(), best.names};
}

bool isFoundInBatch(const QString &id)
{
    static const QSet<QString> ids{QStringLiteral("app.post.save.app_error"),
                                   QStringLiteral("app.post.save.existing.app_error"),
                                   QStringLiteral("app.post.overwrite.app_error"),
                                   QStringLiteral("app.post.save.thread_membership.app_error")};
    return ids.contains(id) || id.startsWith(QLatin1String("model.post.is_valid."));
}

QList<ServerWordsPattern> serverWordsPatterns()
{
    QList<ServerWordsPattern> all;
    for (const auto &table : {lineWords(), workWords(), ruleWords()}) {
        for (const ServerWordsRow &row : table)
            all.append({QString::fromUtf8(row.words),
                        QString::fromLatin1(row.ids).split(QLatin1Char(' '))});
    }
    return all;
}

} // namespace mmigrate
