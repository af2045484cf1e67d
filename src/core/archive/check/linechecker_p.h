// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/archive/check/linechecker.h"
#include "core/archive/check/linefields.h"

namespace mmigrate {

/// Members of a kind that the servers cannot read are found wanting here, once for all rules.
template <size_t Count>
auto LineChecker::fieldsOf(JsonNode object, const std::array<FieldSpec, Count> &specs)
{
    return LineFields<Count>(
        object, specs,
        [this](JsonNode node) {
            if (m_traits.knowsPins || !node.hasKey("is_pinned"))
                found(CheckRule::FieldType, node);
        },
        [this](JsonNode node) { found(CheckRule::RepeatedKey, node); });
}

} // namespace mmigrate
