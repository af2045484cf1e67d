// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/checkvalues.h"
#include "core/archive/check/linefields.h"
#include "core/archive/check/linerepair.h"

namespace mmigrate {

namespace {

/// A word is not cut when a blank is among so many of the last characters.
constexpr qsizetype longestWord = 200;

bool isCountedInBytes(CheckRule rule)
{
    return rule == CheckRule::TeamDescription || rule == CheckRule::SchemeDescription
           || rule == CheckRule::RoleDescription;
}

/// Bytes of the first characters of a text.
qsizetype bytesOf(QByteArrayView utf8, qsizetype characters)
{
    qsizetype at = 0;
    while (at < utf8.size()) {
        const bool begins = (utf8.at(at) & 0xC0) != 0x80;
        if (begins && characters-- == 0)
            break;
        ++at;
    }
    return at;
}

QByteArray shortened(const QByteArray &text, CheckRule rule, qsizetype limit)
{
    if (!isCountedInBytes(rule))
        return text.first(bytesOf(text, limit));
    qsizetype end = std::min(limit, text.size());
    while (end > 0 && end < text.size() && (text.at(end) & 0xC0) == 0x80)
        --end;
    return text.first(end);
}

/// Pieces of at most so many characters that together are the text.
QList<QByteArray> piecesOf(const QByteArray &text, qsizetype limit)
{
    QList<QByteArray> pieces;
    qsizetype begin = 0;
    while (begin < text.size()) {
        const QByteArrayView rest = QByteArrayView(text).sliced(begin);
        qsizetype bytes = bytesOf(rest, limit);
        if (bytes < rest.size()) {
            const QByteArrayView piece = rest.first(bytes);
            const qsizetype blank = std::max(piece.lastIndexOf(' '), piece.lastIndexOf('\n'));
            if (blank > 0 && bytes - blank <= longestWord)
                bytes = blank + 1;
        }
        pieces.append(rest.first(bytes).toByteArray());
        begin += bytes;
    }
    return pieces;
}

} // namespace

void LineRepair::shorten(const LineChecker::Found &found)
{
    const QByteArray text = found.node.utf8();
    if (text.isEmpty()) { // a display name that is none
        takeName(found);
        return;
    }
    note(found, "shorten", true);
    m_edit.replace(found.node,
                   JsonEdit::quoted(shortened(text, found.rule, checkRuleInfo(found.rule).limit)));
}

/// The rest becomes replies of the same author, a millisecond later each.
void LineRepair::splitMessage(const LineChecker::Found &found)
{
    const JsonNode message = found.node;
    // The thing that has the message: the post itself, or one of its replies.
    JsonNode owner = object();
    const JsonNode replies = object().member("replies");
    for (JsonNode reply = replies.firstChild(); reply.isValid(); reply = reply.nextSibling()) {
        if (reply.index() < message.index() && message.index() < reply.endIndex())
            owner = reply;
    }
    const QList<QByteArray> pieces = piecesOf(message.utf8(), m_context.mostMessageCharacters);
    qint64 at = owner.member("create_at").integer().value_or(0);
    QByteArray more;
    for (qsizetype i = 1; i < pieces.size(); ++i) {
        more += (more.isEmpty() ? "" : ",") + QByteArray("{\"user\":")
                + owner.member("user").raw().toByteArray()
                + ",\"message\":" + JsonEdit::quoted(pieces.at(i))
                + ",\"create_at\":" + QByteArray::number(++at) + '}';
    }
    note(found, "split", false);
    if (owner.index() != object().index()) {
        JsonEdit inner;
        inner.replace(message, JsonEdit::quoted(pieces.first()));
        // Several elements in the place of one.
        m_replaced.push_back(owner);
        m_edit.replace(owner, inner.apply(owner) + ',' + more);
        return;
    }
    if (replies.isArray()) {
        const QByteArrayView inside = replies.raw().sliced(1).chopped(1);
        const bool hasOthers = replies.childCount() > 0;
        m_edit.replace(message, JsonEdit::quoted(pieces.first()));
        m_replaced.push_back(replies);
        m_edit.replace(replies, '[' + more + (hasOthers ? "," : "") + inside.toByteArray() + ']');
        return;
    }
    m_edit.removeMember(object(), "replies"); // null
    m_edit.replaceMember(message, "\"message\":" + JsonEdit::quoted(pieces.first())
                                      + ",\"replies\":[" + more + ']');
}

} // namespace mmigrate
