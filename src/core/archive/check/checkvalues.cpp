// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkvalues.h"

#include "core/archive/jsontree.h"

#include <QList>

#include <algorithm>
#include <array>

namespace mmigrate::checks {

namespace {

bool isLowerLetterOrDigit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

template <typename Accepts>
bool allOf(QByteArrayView text, Accepts accepts)
{
    return std::all_of(text.begin(), text.end(), accepts);
}

template <size_t Count>
bool isOneOf(QByteArrayView text, const std::array<const char *, Count> &words)
{
    return std::any_of(words.begin(), words.end(),
                       [text](const char *word) { return text == QByteArrayView(word); });
}

/// Begins and ends with a letter or digit, as the servers' pattern for names asks for: at least two
/// of them, with anything of \a inside between, or just "__" between the two.
bool isName(QByteArrayView name, QByteArrayView inside, bool mayEndInside)
{
    if (name.size() < 2 || name.size() > 64 || !isLowerLetterOrDigit(name.front()))
        return false;
    const auto isInside = [inside](char c) {
        return isLowerLetterOrDigit(c) || inside.contains(c);
    };
    if (allOf(name, isInside))
        return mayEndInside || isLowerLetterOrDigit(name.back());
    // The pattern's other half: letters and digits, "__", letters and digits.
    const qsizetype gap = name.indexOf("__");
    return gap > 0 && allOf(name.first(gap), isLowerLetterOrDigit) && gap + 2 < name.size()
           && allOf(name.sliced(gap + 2), isLowerLetterOrDigit);
}

} // namespace

qsizetype characters(QByteArrayView utf8)
{
    return std::count_if(utf8.begin(), utf8.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

bool isTeamName(QByteArrayView lowerCase)
{
    return isName(lowerCase, "-", false);
}

bool isReservedTeamName(QByteArrayView name)
{
    static constexpr std::array<const char *, 17> beginnings{
        "admin", "api", "boards", "channel",   "claim", "error",   "files", "help",  "landing",
        "login", "mfa", "oauth",  "playbooks", "plug",  "plugins", "post",  "signup"};
    const QByteArray lower = name.toByteArray().toLower();
    return std::any_of(beginnings.begin(), beginnings.end(),
                       [&lower](const char *beginning) { return lower.startsWith(beginning); });
}

bool isChannelName(QByteArrayView lowerCase, bool strict)
{
    return isName(lowerCase, "-_", !strict);
}

bool isUsername(QByteArrayView name)
{
    static constexpr std::array<const char *, 4> kept{"all", "channel", "matterbot", "system"};
    return !name.isEmpty() && name.size() <= 64 && allOf(name, [](char c) {
        return isLowerLetterOrDigit(c) || c == '.' || c == '-' || c == '_';
    }) && !isOneOf(name, kept);
}

bool isEmail(QByteArrayView address)
{
    const qsizetype at = address.lastIndexOf('@');
    return at > 0 && at + 1 < address.size()
           && allOf(address, [](char c) { return c != ' ' && c != '<' && c != '>' && c != ','; });
}

bool isRoleName(QByteArrayView name)
{
    return !name.isEmpty() && name.size() <= 64
           && allOf(name, [](char c) { return isLowerLetterOrDigit(c) || c == '_'; });
}

bool areRoles(QByteArrayView roles)
{
    const QByteArray text = roles.toByteArray().simplified();
    if (text.isEmpty())
        return true;
    const QList<QByteArray> names = text.split(' ');
    return std::all_of(names.begin(), names.end(), isRoleName)
           && (names.size() != 1 || names.first() != "system_admin");
}

bool hasRole(QByteArrayView roles, QByteArrayView role)
{
    const QList<QByteArray> names = roles.toByteArray().split(' ');
    return std::any_of(names.begin(), names.end(),
                       [role](const QByteArray &name) { return QByteArrayView(name) == role; });
}

bool isSchemeName(QByteArrayView name)
{
    return name.size() >= 2 && isRoleName(name);
}

bool isEmojiName(QByteArrayView name)
{
    return !name.isEmpty() && name.size() <= 64 && allOf(name, [](char c) {
        return isLowerLetterOrDigit(c) || (c >= 'A' && c <= 'Z') || c == '+' || c == '-'
               || c == '_';
    });
}

bool isAuthService(QByteArrayView name)
{
    static constexpr std::array<const char *, 8> known{"",     "email",  "gitlab",    "saml",
                                                       "ldap", "google", "office365", "openid"};
    return isOneOf(name, known);
}

bool isTheme(QByteArrayView json)
{
    if (json.trimmed().isEmpty())
        return true;
    JsonTree tree;
    if (!tree.parse(json) || (!tree.root().isObject() && !tree.root().isNull()))
        return false;
    for (JsonNode value = tree.root().firstChild(); value.isValid(); value = value.nextSibling()) {
        if (!value.isString() && !value.isNull())
            return false;
    }
    return true;
}

bool leadsOutside(QByteArrayView path)
{
    int depth = 0;
    qsizetype begin = 0;
    while (begin <= path.size()) {
        qsizetype end = path.indexOf('/', begin);
        if (end < 0)
            end = path.size();
        const QByteArrayView part = path.sliced(begin, end - begin);
        if (part == "..")
            --depth;
        else if (!part.isEmpty() && part != ".")
            ++depth;
        if (depth < 0)
            return true;
        begin = end + 1;
    }
    return false;
}

} // namespace mmigrate::checks
