// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/destination/collisionlookup.h"

#include "core/archive/progressticker.h"

#include <QHash>
#include <QSet>

#include <functional>

namespace mmigrate {

namespace {

using Person = ArchiveNames::Person;
using Place = ArchiveNames::Place;

/// Longer ones are no names on any server, but may be in a hostile archive.
constexpr qsizetype longestName = 200;
/// The quotes and the comma of a name in a list.
constexpr qint64 jsonBytesPerName = 3;
/// A server that never ends a list lies.
constexpr int mostPages = 5000;
/// Every team has them from its beginning.
const QStringList channelsOfEveryTeam{QStringLiteral("town-square"), QStringLiteral("off-topic")};

bool isPassedOver(const Error &error)
{
    return error.kind == ErrorKind::NotFound || error.kind == ErrorKind::BadRequest
           || error.kind == ErrorKind::NotSupported || error.kind == ErrorKind::Forbidden;
}

/// Lists of names that one request takes.
QList<QStringList> batches(const QStringList &names)
{
    QList<QStringList> all;
    QStringList batch;
    qint64 bytes = 0;
    for (const QString &name : names) {
        // What JSON escapes takes up to six times as much.
        const qint64 size = 6 * name.toUtf8().size() + jsonBytesPerName;
        const bool isFull = batch.size() >= MattermostClient::mostNamesPerCall
                            || bytes + size > MattermostClient::mostBytesPerCall;
        if (isFull) {
            all.append(std::exchange(batch, {}));
            bytes = 0;
        }
        batch.append(name);
        bytes += size;
    }
    if (!batch.isEmpty())
        all.append(batch);
    return all;
}

/// Older exports have bots among their users, with an address that only the server gives to bots.
bool isBotsAddress(const QString &username, const QString &email)
{
    return email.compare(username + QStringLiteral("@localhost"), Qt::CaseInsensitive) == 0;
}

class Lookup
{
public:
    Lookup(MattermostClient &destination, const ArchiveNames &names, const QString &operatorId,
           const ProgressSink &progress)
        : m_destination(destination)
        , m_names(names)
        , m_operatorId(operatorId)
        , m_ticker(progress, ProgressUnit::None, itemsOf(names))
    {
    }

    Result<CollisionReport> run();

private:
    static qint64 itemsOf(const ArchiveNames &names);
    Result<void> people();
    Result<void> usedAccounts();
    Result<void> ownersOfAddresses(const QList<const Person *> &unsettled);
    Result<void> askEach(const QSet<QString> &addresses);
    Result<void> askAll(const QSet<QString> &addresses, qint64 pages);
    void settle(const Person &person);
    static std::optional<CollisionKind> kindOf(const Person &person, const User &there);
    Result<void> teams();
    Result<void> channels(const Place &team, const QString &teamId);
    Result<void> listed(const QString &teamId, QHash<QString, Channel> &known);
    void addPlace(const Place &place, const QString &team, const Channel &there);
    Result<void> emoji();
    Result<void> done(const char *what);
    bool isCancelled() const { return m_destination.session().control().isCancelled(); }

    MattermostClient &m_destination;
    const ArchiveNames &m_names;
    QString m_operatorId;
    ProgressTicker m_ticker;
    QHash<QString, User> m_byName;    ///< by name in lower case
    QHash<QString, User> m_byAddress; ///< by address in lower case
    QSet<QString> m_used;             ///< ids of accounts that somebody uses
    QMap<QString, qint64> m_counts;
    qint64 m_done = 0;
    CollisionReport m_report;
};

qint64 Lookup::itemsOf(const ArchiveNames &names)
{
    qint64 items = names.people.size() + names.teams.size() + names.emoji.size();
    for (const QList<Place> &channels : names.channels)
        items += channels.size();
    return items;
}

/// One item more is settled. Errors: Cancelled.
Result<void> Lookup::done(const char *what)
{
    const QString name = QLatin1String(what);
    m_ticker.count(name, ++m_counts[name]);
    m_ticker.advanceTo(++m_done);
    if (isCancelled())
        return makeError(ErrorKind::Cancelled);
    return {};
}

Result<CollisionReport> Lookup::run()
{
    Result<void> looked = people();
    if (looked)
        looked = teams();
    if (looked)
        looked = emoji();
    if (!looked)
        return looked.error();
    m_ticker.finish();
    m_report.sort();
    return m_report;
}

Result<void> Lookup::people()
{
    QStringList names;
    for (const Person &person : m_names.people) {
        if (!person.username.isEmpty() && person.username.size() <= longestName)
            names.append(person.username);
    }
    const Result<QMap<QString, User>> found = accountsOf(m_destination, names);
    if (!found)
        return found.error();
    for (auto it = found->begin(); it != found->end(); ++it)
        m_byName.insert(it.key(), *it);
    QList<const Person *> unsettled;
    for (const Person &person : m_names.people) {
        const auto there = m_byName.constFind(person.username.toLower());
        const bool isSame = there != m_byName.constEnd()
                            && there->email.compare(person.email, Qt::CaseInsensitive) == 0;
        if (!isSame && person.email.contains(QLatin1Char('@'))
            && person.email.size() <= longestName)
            unsettled.append(&person);
    }
    if (Result<void> asked = ownersOfAddresses(unsettled); !asked)
        return asked;
    if (Result<void> asked = usedAccounts(); !asked)
        return asked;
    for (const Person &person : m_names.people) {
        settle(person);
        if (Result<void> counted = done("people"); !counted)
            return counted;
    }
    return {};
}

/// An import gives the accounts that it finds other passwords, which matters to whoever uses them.
Result<void> Lookup::usedAccounts()
{
    QStringList ids;
    for (const User &user : m_byName)
        ids.append(user.id);
    for (qsizetype from = 0; from < ids.size(); from += MattermostClient::mostPerPage) {
        const Result<QMap<QString, qint64>> activity =
            m_destination.lastActivity(ids.mid(from, MattermostClient::mostPerPage));
        if (!activity && isPassedOver(activity.error()))
            return {}; // switched off: not known
        if (!activity)
            return activity.error();
        for (auto it = activity->begin(); it != activity->end(); ++it) {
            if (*it > 0)
                m_used.insert(it.key());
        }
    }
    return {};
}

Result<void> Lookup::ownersOfAddresses(const QList<const Person *> &unsettled)
{
    QSet<QString> addresses;
    for (const Person *person : unsettled)
        addresses.insert(person->email.toLower());
    if (addresses.isEmpty())
        return {};
    const Result<std::optional<qint64>> accounts = m_destination.accountCount();
    if (!accounts)
        return accounts.error();
    const qint64 pages =
        accounts->value_or(addresses.size() * qint64(MattermostClient::mostPerPage))
            / MattermostClient::mostPerPage
        + 1;
    return pages < addresses.size() ? askAll(addresses, pages) : askEach(addresses);
}

Result<void> Lookup::askEach(const QSet<QString> &addresses)
{
    for (const QString &address : addresses) {
        if (isCancelled())
            return makeError(ErrorKind::Cancelled);
        const Result<User> user = m_destination.userByEmail(address);
        if (user)
            m_byAddress.insert(address, *user);
        else if (!isPassedOver(user.error()))
            return user.error();
        m_ticker.count(QStringLiteral("addresses"), ++m_counts[QStringLiteral("addresses")]);
        m_ticker.advanceTo(m_done);
    }
    return {};
}

/// The list ends with a page that is not full; new accounts may have made it longer since.
Result<void> Lookup::askAll(const QSet<QString> &addresses, qint64 pages)
{
    for (int page = 0; page < 2 * pages + 1; ++page) {
        const Result<QList<User>> users = m_destination.users(page);
        if (!users)
            return users.error();
        for (const User &user : *users) {
            const QString address = user.email.toLower();
            if (addresses.contains(address))
                m_byAddress.insert(address, user);
        }
        m_ticker.count(QStringLiteral("addresses"),
                       m_counts[QStringLiteral("addresses")] += users->size());
        m_ticker.advanceTo(m_done);
        if (users->size() < MattermostClient::mostPerPage)
            break;
    }
    return {};
}

void Lookup::settle(const Person &person)
{
    const QString name = person.username.toLower();
    const auto byName = m_byName.constFind(name);
    const auto byAddress = m_byAddress.constFind(person.email.toLower());
    const bool isThere = byName != m_byName.constEnd();
    m_report.newPeople += !isThere && !person.isDeactivated;
    Collision row;
    row.line = person.line;
    row.name = person.username;
    row.email = person.email;
    const bool isMine = isThere && byName->id == m_operatorId;
    if (!isMine && byAddress != m_byAddress.constEnd()
        && (!isThere || byAddress->id != byName->id)) {
        row.kind = CollisionKind::SameEmailOtherName;
        row.severity = Severity::Stops;
        row.otherName = byAddress->username;
        row.otherEmail = byAddress->email;
        m_report.rows.append(row);
        return;
    }
    if (!isThere)
        return;
    row.kind = isMine ? CollisionKind::OwnAccount
                      : kindOf(person, *byName).value_or(CollisionKind::SamePerson);
    const bool isHarmless =
        isMine || row.kind == CollisionKind::SamePerson || row.kind == CollisionKind::Deactivated;
    row.severity = isHarmless ? Severity::Note : Severity::Loses;
    row.otherName = byName->username;
    row.otherEmail = byName->email;
    row.isInUse = m_used.contains(byName->id);
    m_report.rows.append(row);
}

/// Nothing: the same person.
std::optional<CollisionKind> Lookup::kindOf(const Person &person, const User &there)
{
    const bool areBots = (person.isBot || isBotsAddress(person.username, person.email))
                         && (there.isBot || isBotsAddress(there.username, there.email));
    if (there.isSystemAdministrator())
        return CollisionKind::OtherAdministrator;
    if (!areBots && person.isBot != there.isBot)
        return CollisionKind::BotAgainstUser;
    const bool isSameAddress = areBots || person.email.isEmpty()
                               || person.email.compare(there.email, Qt::CaseInsensitive) == 0;
    if (!isSameAddress)
        return CollisionKind::SameNameOtherEmail;
    if (there.deleteAt != 0 && !person.isDeactivated)
        return CollisionKind::Deactivated;
    return std::nullopt;
}

Result<void> Lookup::teams()
{
    for (const Place &team : m_names.teams) {
        Result<Team> there = makeError(ErrorKind::NotFound);
        if (!team.name.isEmpty() && team.name.size() <= longestName)
            there = m_destination.teamByName(team.name.toLower());
        if (there) {
            addPlace(team, {}, {there->id, there->name, there->type, there->deleteAt});
            if (Result<void> looked = channels(team, there->id); !looked)
                return looked;
        } else if (!isPassedOver(there.error())) {
            return there.error();
        }
        if (Result<void> counted = done("teams"); !counted)
            return counted;
    }
    return {};
}

Result<void> Lookup::listed(const QString &teamId, QHash<QString, Channel> &known)
{
    for (const ChannelList which :
         {ChannelList::Archived, ChannelList::Public, ChannelList::Private}) {
        for (int page = 0; page < mostPages; ++page) {
            const Result<QList<Channel>> list = m_destination.channels(teamId, which, page);
            if (!list && isPassedOver(list.error()))
                break; // then they are asked for by name
            if (!list)
                return list.error();
            for (const Channel &channel : *list)
                known.insert(channel.name, channel);
            if (list->size() < MattermostClient::mostPerPage)
                break;
        }
    }
    return {};
}

Result<void> Lookup::channels(const Place &team, const QString &teamId)
{
    const QList<Place> places = m_names.channels.value(team.name);
    QHash<QString, Channel> known;
    if (!places.isEmpty()) {
        if (Result<void> read = listed(teamId, known); !read)
            return read;
    }
    for (const Place &place : places) {
        const QString name = place.name.toLower();
        auto there = known.constFind(name);
        if (there == known.constEnd() && !name.isEmpty() && name.size() <= longestName) {
            const Result<Channel> channel = m_destination.channelByName(teamId, name, true);
            if (channel)
                there = known.insert(name, *channel);
            else if (!isPassedOver(channel.error()))
                return channel.error();
        }
        if (there != known.constEnd())
            addPlace(place, team.name, *there);
        if (Result<void> counted = done("channels"); !counted)
            return counted;
    }
    QSet<QString> brought;
    for (const Place &place : places)
        brought.insert(place.name.toLower());
    if (!places.isEmpty())
        m_report.otherChannels.insert(
            team.name, std::count_if(known.begin(), known.end(), [&](const Channel &channel) {
                return channel.deleteAt == 0 && !brought.contains(channel.name);
            }));
    return {};
}

/// \a team empty: the place is a team itself.
void Lookup::addPlace(const Place &place, const QString &team, const Channel &there)
{
    const bool isTeam = team.isEmpty();
    const bool typeDiffers =
        !place.type.isEmpty() && !there.type.isEmpty() && place.type != there.type;
    Collision row;
    row.line = place.line;
    row.name = place.name;
    row.team = team;
    row.type = place.type;
    row.otherName = there.name;
    row.otherType = there.type;
    if (there.deleteAt != 0) {
        row.kind = isTeam ? CollisionKind::TeamDeleted : CollisionKind::ChannelDeleted;
        row.severity = Severity::Loses;
    } else if (typeDiffers) {
        row.kind = isTeam ? CollisionKind::TeamTypeDiffers : CollisionKind::ChannelTypeDiffers;
    } else {
        row.kind = isTeam ? CollisionKind::TeamExists : CollisionKind::ChannelExists;
        if (!isTeam && channelsOfEveryTeam.contains(there.name))
            return;
    }
    m_report.rows.append(row);
}

Result<void> Lookup::emoji()
{
    if (m_names.emoji.isEmpty())
        return {};
    const Result<QSet<QString>> there = emojiOf(m_destination);
    if (!there)
        return there.error();
    for (const Place &place : m_names.emoji) {
        if (there->contains(place.name)) {
            Collision row;
            row.kind = CollisionKind::EmojiExists;
            row.line = place.line;
            row.name = row.otherName = place.name;
            m_report.rows.append(row);
        }
        if (Result<void> counted = done("emoji"); !counted)
            return counted;
    }
    return {};
}

} // namespace

Result<QSet<QString>> emojiOf(MattermostClient &destination)
{
    QSet<QString> there;
    for (int page = 0; page < mostPages; ++page) {
        const Result<QStringList> names = destination.emojiNames(page);
        if (!names && isPassedOver(names.error()))
            return QSet<QString>(); // switched off: what is there cannot be known
        if (!names)
            return names.error();
        there.unite(QSet<QString>(names->begin(), names->end()));
        if (names->size() < MattermostClient::mostPerPage)
            break;
    }
    return there;
}

Result<QMap<QString, User>> accountsOf(MattermostClient &destination, const QStringList &usernames)
{
    QStringList names;
    QSet<QString> seen;
    for (const QString &username : usernames) {
        const QString name = username.toLower();
        if (!seen.contains(name))
            names.append(name);
        seen.insert(name);
    }
    QMap<QString, User> found;
    const QList<QStringList> all = batches(names);
    for (const QStringList &batch : all) {
        const Result<QList<User>> users = destination.usersByNames(batch);
        if (!users)
            return users.error();
        for (const User &user : *users)
            found.insert(user.username.toLower(), user);
    }
    return found;
}

Result<CollisionReport> findCollisions(MattermostClient &destination, const ArchiveNames &names,
                                       const QString &operatorId, const ProgressSink &progress)
{
    return Lookup(destination, names, operatorId, progress).run();
}

} // namespace mmigrate
