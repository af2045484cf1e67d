// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/linechecker.h"

#include "core/archive/archivereader.h"
#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linechecker_p.h"

#include <algorithm>
#include <functional>

namespace mmigrate {

namespace {

/// Whether a text of the line holds U+0000; a backslash before the escape makes it none.
bool holdsNul(JsonNode node)
{
    if (node.isString())
        return node.utf8().contains('\0');
    for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling()) {
        if (holdsNul(child))
            return true;
    }
    return false;
}

} // namespace

LineChecker::LineChecker(const ArchiveReader &archive, const CheckContext &context)
    : m_archive(archive)
    , m_context(context)
    , m_traits(destinationTraits(context.destinationVersion))
    , m_named(static_cast<size_t>(archive.entryCount()), false)
{
}

std::span<const LineChecker::Found> LineChecker::check(QByteArrayView line, qint64 number)
{
    m_found.clear();
    m_type = LineType::Unknown;
    m_isParsed = !isBlankLine(line) && parse(line);
    if (isBlankLine(line))
        found(number == 1 ? CheckRule::VersionLine : CheckRule::BlankLine);
    if (!m_isParsed)
        return m_found;
    const JsonNode root = m_tree.root();
    if (!root.isObject()) {
        found(CheckRule::LineNotJson);
        return m_found;
    }
    const JsonNode type = root.member("type");
    if (type.isString())
        m_type = lineType(textOf(type));
    else if (!type.isNothing())
        found(CheckRule::FieldType, type);
    if (number == 1) {
        checkVersion(root);
        m_type = LineType::Version; // whatever it is, servers take it for nothing else
        return m_found;
    }
    if (m_type == LineType::Unknown || !isKnownType()) {
        found(CheckRule::LineType, type);
        return m_found;
    }
    if (m_type == LineType::Version) {
        found(CheckRule::LineType, type); // servers know it in the first line only
        return m_found;
    }
    const JsonNode object = root.member(lineTypeName(m_type));
    if (object.isNothing()) {
        found(CheckRule::LineObject, root);
    } else if (!object.isObject()) {
        found(CheckRule::FieldType, object);
    } else {
        if (hasRepeatedKey(root))
            found(CheckRule::RepeatedKey, root);
        checkObject(object);
        // Servers read nothing of a line that has such a field.
        const auto isOfWrongType = [](const Found &one) {
            return one.rule == CheckRule::FieldType;
        };
        if (std::any_of(m_found.begin(), m_found.end(), isOfWrongType))
            std::erase_if(m_found, std::not_fn(isOfWrongType));
        if (line.indexOf("\\u0000") >= 0 && holdsNul(object))
            found(CheckRule::NulCharacter, object);
    }
    return m_found;
}

/// Servers before 9.8 know no roles, those before 10.3 no bots.
bool LineChecker::isKnownType() const
{
    return (m_type != LineType::Role || m_traits.knowsRolesAndSchemes)
           && (m_type != LineType::Bot || m_traits.knowsBots);
}

bool LineChecker::parse(QByteArrayView line)
{
    if (m_tree.parse(line))
        return true;
    if (m_tree.problem() == QLatin1String("not-utf8")) {
        m_repaired = QString::fromUtf8(line).toUtf8();
        if (m_tree.parse(m_repaired)) {
            found(CheckRule::LineNotUtf8);
            return true;
        }
    }
    found(CheckRule::LineNotJson);
    return false;
}

void LineChecker::checkObject(JsonNode object)
{
    switch (m_type) {
    case LineType::Scheme:
        checkScheme(object);
        break;
    case LineType::Role:
        checkRole(object);
        break;
    case LineType::Team:
        checkTeam(object);
        break;
    case LineType::Channel:
        checkChannel(object);
        break;
    case LineType::User:
        checkUser(object);
        break;
    case LineType::Bot:
        checkBot(object);
        break;
    case LineType::Post:
        checkPost(object);
        break;
    case LineType::Emoji:
        checkEmoji(object);
        break;
    case LineType::DirectChannel:
        checkDirectChannel(object);
        break;
    case LineType::DirectPost:
        checkDirectPost(object);
        break;
    case LineType::Version:
    case LineType::Unknown:
        break;
    }
}

void LineChecker::remember()
{
    const JsonNode object = root().member(lineTypeName(m_type));
    const auto lowered = [object](QByteArrayView name) {
        return object.member(name).utf8().toLower();
    };
    switch (m_type) {
    case LineType::Scheme:
        m_schemes.insert(object.member("name").utf8());
        break;
    case LineType::Team:
        m_channels[lowered("name")];
        m_teams.insert(lowered("name"));
        break;
    case LineType::Channel:
        m_channels[lowered("team")].insert(lowered("name"));
        break;
    case LineType::User:
        m_emails.insert(lowered("email"));
        m_users.insert(lowered("username"));
        break;
    case LineType::Bot:
        m_users.insert(lowered("username"));
        break;
    case LineType::Emoji:
        ++m_emojiLines;
        m_emoji.insert(object.member("name").utf8());
        break;
    case LineType::Role:
        m_roles.insert(object.member("name").utf8());
        break;
    default:
        break;
    }
}

QString LineChecker::placeOf(JsonNode node) const
{
    QString place;
    JsonNode at = root();
    while (at.isValid() && node.isValid() && at.index() != node.index()) {
        JsonNode next;
        int position = 0;
        for (JsonNode child = at.firstChild(); child.isValid();
             child = child.nextSibling(), ++position) {
            if (child.index() > node.index() || node.index() >= child.endIndex())
                continue;
            next = child;
            if (at.isArray())
                place += QStringLiteral("[%1]").arg(position);
            else
                place += (place.isEmpty() ? QString() : QStringLiteral("."))
                         + QString::fromUtf8(child.rawKey().sliced(1).chopped(1)).left(64);
            break;
        }
        at = next;
    }
    return place;
}

void LineChecker::atMostCharacters(CheckRule rule, JsonNode text, qint64 limit)
{
    // Bytes with quotes and escapes are never fewer than characters.
    if (text.isValid() && text.raw().size() - 2 > limit && checks::characters(textOf(text)) > limit)
        found(rule, text);
}

void LineChecker::atMostBytes(CheckRule rule, JsonNode text, qint64 limit)
{
    if (text.isValid() && text.raw().size() - 2 > limit && textOf(text).size() > limit)
        found(rule, text);
}

void LineChecker::oneOf(CheckRule rule, JsonNode text, std::initializer_list<QByteArrayView> values)
{
    if (!text.isValid())
        return;
    const QByteArray value = textOf(text);
    for (const QByteArrayView allowed : values) {
        if (value == allowed)
            return;
    }
    found(rule, text);
}

void LineChecker::isThere(CheckRule rule, JsonNode text, JsonNode object)
{
    if (!text.isValid())
        found(rule, object);
}

/// -1: the archive has no such file.
qint64 LineChecker::fileOf(QByteArrayView path)
{
    const qint64 index = m_archive.findFile(QString::fromUtf8(path));
    if (index >= 0)
        m_named[static_cast<size_t>(index)] = true;
    return index;
}

bool LineChecker::isKnownUser(JsonNode name) const
{
    const QByteArray text = textOf(name);
    return m_users.contains(text) || m_context.users.contains(text);
}

bool LineChecker::isKnownTeam(QByteArrayView lowerCase) const
{
    const QByteArray name = lowerCase.toByteArray();
    return m_channels.contains(name) || m_context.teams.contains(name);
}

bool LineChecker::isKnownChannel(const QByteArray &team, const QByteArray &channel) const
{
    // Every new team gets these two.
    if (channel == "town-square" || channel == "off-topic")
        return true;
    const auto own = m_channels.constFind(team);
    if (own != m_channels.constEnd() && own->contains(channel))
        return true;
    const auto others = m_context.channels.constFind(team);
    return others != m_context.channels.constEnd() && others->contains(channel);
}

} // namespace mmigrate
