// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "cli/cliarguments.h"
#include "core/api/mattermostclient.h"

namespace mmigrate::cli {

enum class Side { Source, Destination };

/// Reads the login of one server from files and the environment
/// (MMIGRATE_SOURCE_USER, _PASSWORD, _TOKEN, _MFA; MMIGRATE_DESTINATION_…). What is missing stays
/// empty. Error kind Disk when a named file cannot be read.
Result<Credentials> knownLogin(Side side, const LoginArguments &arguments);

/// The proxy with its login from the command line, a file and the environment (MMIGRATE_PROXY_USER,
/// MMIGRATE_PROXY_PASSWORD). Error kind Disk when the named file cannot be read.
Result<ProxySettings> knownProxy(const Arguments &arguments);

/// Asks on the terminal for what is missing. False when the person gave up.
bool askForLogin(Side side, const QString &address, Credentials &credentials);
bool askForCode(Side side, Credentials &credentials);
bool askForProxyLogin(ProxySettings &proxy);

} // namespace mmigrate::cli
