// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/state/journalschema.h"

#include "core/state/migrationstate.h"

namespace mmigrate {

const QList<SchemaLift> &schemaLifts()
{
    static const QList<SchemaLift> lifts{
        // 2: an upload may have begun before the download ended, and end in a tail. Whoever does
        // not know so would send another file; what is missing in version 1 is not there.
        [](QJsonObject object) { return object; },
    };
    Q_ASSERT(lifts.size() == MigrationState::schemaVersion - 1);
    return lifts;
}

std::optional<QJsonObject> liftToSchema(QJsonObject object, const QList<SchemaLift> &lifts)
{
    const QLatin1String key("schemaVersion");
    const qsizetype newest = lifts.size() + 1;
    qsizetype version = object.value(key).toInt();
    if (version < 1 || version > newest)
        return std::nullopt;
    for (; version < newest; ++version) {
        object = lifts.at(version - 1)(object);
        object.insert(key, int(version) + 1);
    }
    return object;
}

} // namespace mmigrate
