// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/archive/check/linefields.h"

namespace mmigrate {

namespace {

bool isFlag(JsonNode value)
{
    return value.raw() == "true" || value.raw() == "false";
}

bool areTexts(JsonNode list)
{
    for (JsonNode item = list.firstChild(); item.isValid(); item = item.nextSibling()) {
        if (!item.isString() && !item.isNull())
            return false;
    }
    return list.isArray();
}

bool areObjects(JsonNode list)
{
    for (JsonNode item = list.firstChild(); item.isValid(); item = item.nextSibling()) {
        if (!item.isObject() && !item.isNull())
            return false;
    }
    return list.isArray();
}

} // namespace

bool isOfKind(JsonNode value, FieldKind kind)
{
    if (value.isNull())
        return true;
    switch (kind) {
    case FieldKind::Any:
        return true;
    case FieldKind::Text:
        return value.isString();
    case FieldKind::Whole:
        return value.integer().has_value();
    case FieldKind::Flag:
        return isFlag(value);
    case FieldKind::Texts:
        return areTexts(value);
    case FieldKind::Object:
        return value.isObject();
    case FieldKind::List:
        return areObjects(value);
    }
    Q_UNREACHABLE();
}

QByteArray textOf(JsonNode text)
{
    const QByteArrayView raw = text.raw();
    if (!text.isString())
        return {};
    if (raw.contains('\\'))
        return text.utf8();
    return QByteArray::fromRawData(raw.data() + 1, raw.size() - 2);
}

} // namespace mmigrate
