// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/linerepair.h"

#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linefields.h"

#include <algorithm>

namespace mmigrate {

namespace {

/// Repairs can uncover what was hidden behind what they mended (a reply's author behind the
/// post's).
constexpr int mostPasses = 8;

/// What a server sees to by itself, or does not mind, is left alone.
bool isWorthRepair(CheckRule rule, Severity severity)
{
    return severity == Severity::Stops || rule == CheckRule::AttachmentMissing
           || rule == CheckRule::LineNotUtf8;
}

/// The objects and lists from the line down to a value, the value last.
std::vector<JsonNode> wayTo(JsonNode root, JsonNode node)
{
    std::vector<JsonNode> way{root};
    while (way.back().index() != node.index()) {
        JsonNode next;
        for (JsonNode child = way.back().firstChild(); child.isValid();
             child = child.nextSibling()) {
            if (child.index() <= node.index() && node.index() < child.endIndex())
                next = child;
        }
        if (!next.isValid())
            break;
        way.push_back(next);
    }
    return way;
}

} // namespace

LineRepair::LineRepair(const ArchiveReader &archive, const CheckContext &context, ChangeLog &log)
    : m_context(context)
    , m_log(log)
    , m_checker(archive, context)
{
}

JsonNode LineRepair::object() const
{
    return m_checker.root().member(lineTypeName(m_checker.type()));
}

LineRepair::Verdict LineRepair::repair(QByteArrayView line, qint64 number)
{
    m_line = number;
    m_text.clear();
    QByteArrayView text = line;
    qsizetype lastBytes = -1;
    for (int pass = 0; pass < mostPasses;) {
        const std::span<const LineChecker::Found> all = m_checker.check(text, number);
        // Of very many, each time some are mended.
        pass += all.size() < LineChecker::mostFound || text.size() == lastBytes ? 1 : 0;
        lastBytes = text.size();
        const auto dropped = std::find_if(all.begin(), all.end(), [this](const auto &found) {
            return isMended(found) && checkRuleInfo(found.rule).repair == Repair::DropLine
                   && !knowsRename(found);
        });
        if (dropped != all.end()) {
            note(*dropped, "drop line:", dropped->rule != CheckRule::BlankLine);
            return Verdict::Drop;
        }
        if (!repairAll(all))
            break;
        m_text = m_edit.apply(m_checker.root());
        text = m_text;
    }
    m_checker.remember();
    return m_text.isEmpty() ? Verdict::Keep : Verdict::Rewrite;
}

bool LineRepair::isMended(const LineChecker::Found &found) const
{
    return isWorthRepair(found.rule, severityOf(found.rule, m_checker.traits()))
           && checkRuleInfo(found.rule).repair != Repair::None;
}

/// What of it can be done in one go. Changes inside of what another one replaces or removes wait
/// for the next one, if there still is something to change then.
bool LineRepair::repairAll(std::span<const LineChecker::Found> all)
{
    m_edit.clear();
    m_replaced.clear();
    m_left.clear();
    bool isChanged = false;
    for (const bool isSplitting : {false, true}) {
        if (isChanged)
            break;
        for (const LineChecker::Found &found : all) {
            const bool isSplit = checkRuleInfo(found.rule).repair == Repair::SplitMessage;
            if (!isMended(found)) {
                if (!isSplitting)
                    m_left.append(found);
            } else if (isSplit == isSplitting && !isInsideReplaced(found.node)) {
                apply(found);
                isChanged = true;
            }
        }
    }
    return isChanged;
}

bool LineRepair::isInsideReplaced(JsonNode node) const
{
    return std::any_of(m_replaced.begin(), m_replaced.end(), [node](JsonNode replaced) {
        return node.isValid() && replaced.index() <= node.index()
               && node.index() < replaced.endIndex();
    });
}

void LineRepair::apply(const LineChecker::Found &found)
{
    if (knowsRename(found))
        return followRename(found);
    switch (checkRuleInfo(found.rule).repair) {
    case Repair::None:
    case Repair::DropLine:
        return;
    case Repair::DropElement:
        return dropElement(found);
    case Repair::DropMember:
    case Repair::DropPassword:
        return dropMember(found);
    case Repair::DropLogin:
        return dropLogin(found);
    case Repair::Shorten:
        return shorten(found);
    case Repair::SplitMessage:
        return splitMessage(found);
    case Repair::TakeName:
    case Repair::SetInviteOnly:
    case Repair::SetPrivate:
    case Repair::SetOwner:
    case Repair::SetEmail:
        return setPlain(found);
    case Repair::LowerCase:
        return lowerCase(found);
    case Repair::ClampTime:
        return clampTime(found);
    case Repair::GuestRoles:
        return makeGuest(found);
    case Repair::StripNul:
        note(found, "remove NUL from", false);
        return stripNul(object());
    case Repair::ReplaceBytes: // parsing has done it
        return note(found, "replace bytes that are no UTF-8 in", false);
    case Repair::RenamePerson:
        return renamePerson(found);
    case Repair::RenameTeam:
        return renameTeam(found);
    case Repair::RenameChannel:
        return renameChannel(found);
    }
    Q_UNREACHABLE();
}

/// Something that servers take, in the place of what they refuse or miss.
void LineRepair::setPlain(const LineChecker::Found &found)
{
    const QByteArray name = object().member("username").utf8();
    switch (checkRuleInfo(found.rule).repair) {
    case Repair::SetInviteOnly:
        return setMember(found, "invite only for", false, "type", "\"I\"");
    case Repair::SetPrivate:
        return setMember(found, "private for", false, "type", "\"P\"");
    case Repair::SetOwner:
        return setMember(found, "itself as owner for", false, "owner",
                         JsonEdit::quoted(name.toLower()));
    case Repair::SetEmail:
        return setMember(found, "another e-mail for", true, "email",
                         JsonEdit::quoted(name + "@localhost"));
    default:
        return takeName(found);
    }
}

/// Names of things only; values of fields can be anything that people wrote.
QString LineRepair::described(const LineChecker::Found &found, const char *verb) const
{
    QString text = QLatin1String(verb);
    const QString place = found.node.isValid() ? m_checker.placeOf(found.node) : QString();
    text += QLatin1Char(' ') + (place.isEmpty() ? QStringLiteral("line") : place);
    const QString name = object().member("username").string() + object().member("name").string();
    if (!name.isEmpty())
        text += QStringLiteral(" of ") + name.left(64);
    return text + QStringLiteral(" (") + checkRuleName(found.rule) + QLatin1Char(')');
}

void LineRepair::note(const LineChecker::Found &found, const char *verb, bool loses)
{
    m_log.add(checkRuleInfo(found.rule).correction, m_line, described(found, verb), loses);
}

void LineRepair::dropElement(const LineChecker::Found &found)
{
    const std::vector<JsonNode> way = wayTo(m_checker.root(), found.node);
    for (size_t i = way.size(); i-- > 1;) {
        if (!way[i - 1].isArray())
            continue;
        const bool wasThere =
            found.rule != CheckRule::AttachmentMissing && found.rule != CheckRule::AttachmentEmpty;
        note(found, "remove", wasThere);
        m_edit.remove(way[i]);
        m_replaced.push_back(way[i]);
        return;
    }
    dropMember(found); // a path of a picture
}

void LineRepair::dropMember(const LineChecker::Found &found)
{
    note(found, "remove", found.rule != CheckRule::ProfilePicture);
    m_edit.remove(found.node);
}

/// Without its service, an account has an e-mail and a password that is to be set anew.
void LineRepair::dropLogin(const LineChecker::Found &found)
{
    note(found, "sign-in by e-mail for", true);
    m_edit.removeMember(object(), "auth_service");
    m_edit.removeMember(object(), "auth_data");
}

/// Puts a member in the place of one, or behind another one where there is none.
void LineRepair::setMember(const LineChecker::Found &found, const char *verb, bool loses,
                           QByteArrayView name, const QByteArray &json)
{
    const JsonNode known = object().member(name);
    if (known.isValid()) {
        note(found, verb, loses);
        m_edit.replace(known, json);
        return;
    }
    JsonNode other = object().firstChild();
    while (other.isValid() && (isInsideReplaced(other) || m_edit.touches(other)))
        other = other.nextSibling();
    if (!other.isValid())
        return; // in the next go
    note(found, verb, loses);
    const QByteArray added = '"' + name.toByteArray() + "\":" + json;
    m_replaced.push_back(other);
    m_edit.replaceMember(other, other.rawKey().toByteArray() + ':' + other.raw().toByteArray() + ','
                                    + added);
}

void LineRepair::takeName(const LineChecker::Found &found)
{
    setMember(found, "its name in the place of", false, "display_name",
              object().member("name").raw().toByteArray());
}

void LineRepair::lowerCase(const LineChecker::Found &found)
{
    note(found, "lower-case", false);
    for (const char *name : {"team", "channel"}) {
        const JsonNode value = object().member(name);
        m_edit.replace(value, JsonEdit::quoted(value.utf8().toLower()));
    }
}

/// To that of what it hangs on.
void LineRepair::clampTime(const LineChecker::Found &found)
{
    const std::vector<JsonNode> way = wayTo(m_checker.root(), found.node);
    JsonNode parent;
    JsonNode own;
    for (const JsonNode &node : way) {
        const JsonNode at = node.member("create_at");
        if (at.isValid()) {
            parent = own;
            own = at;
        }
    }
    note(found, "later time for", false);
    m_edit.replace(found.node, parent.raw().toByteArray());
}

void LineRepair::stripNul(JsonNode node)
{
    if (node.isString()) {
        QByteArray text = node.utf8();
        if (text.contains('\0'))
            m_edit.replace(node, JsonEdit::quoted(text.replace('\0', QByteArray())));
        return;
    }
    for (JsonNode child = node.firstChild(); child.isValid(); child = child.nextSibling())
        stripNul(child);
}

/// Guest in everything: of the two ways to agree the one with fewer rights.
void LineRepair::makeGuest(const LineChecker::Found &found)
{
    note(found, "guest in everything:", false);
    const auto setRoles = [this](JsonNode of, const QByteArray &role) {
        const JsonNode roles = of.member("roles");
        const JsonNode name = of.member("name");
        if (roles.isValid())
            m_edit.replace(roles, role);
        else if (name.isValid())
            m_edit.replaceMember(name, name.rawKey().toByteArray() + ':' + name.raw().toByteArray()
                                           + ",\"roles\":" + role);
    };
    setRoles(object(), "\"system_guest\"");
    const JsonNode teams = object().member("teams");
    for (JsonNode team = teams.firstChild(); team.isValid(); team = team.nextSibling()) {
        setRoles(team, "\"team_guest\"");
        const JsonNode channels = team.member("channels");
        for (JsonNode channel = channels.firstChild(); channel.isValid();
             channel = channel.nextSibling())
            setRoles(channel, "\"channel_guest\"");
    }
}

} // namespace mmigrate
