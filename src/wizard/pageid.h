// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace mmigrate {

/// The pages, in the order of a whole migration. The numbers are QWizard's page ids.
enum class PageId { Welcome, Source, Export, Download, Destination, Check, Upload, Import, Finish };

enum class ServerSide { Source, Destination };

} // namespace mmigrate
