// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QJsonObject>
#include <QList>

#include <functional>
#include <optional>

namespace mmigrate {

/// Turns a saved migration of one schema version into the same of the next one. What it does not
/// know it leaves alone; the version itself is raised by liftToSchema().
using SchemaLift = std::function<QJsonObject(QJsonObject)>;

/// What leads from version 1 to MigrationState::schemaVersion, one lift a version: the first one
/// makes version 2 out of version 1. Raising the version means adding one here, with a file of the
/// version before in tests/data/journals. New members whose absence means their default need none.
const QList<SchemaLift> &schemaLifts();

/// The object as version 1 + lifts.size() has it. Nothing when it has no version, or a newer one.
std::optional<QJsonObject> liftToSchema(QJsonObject object, const QList<SchemaLift> &lifts);

} // namespace mmigrate
