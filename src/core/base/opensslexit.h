// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

namespace mmigrate {

/// Lets OpenSSL keep its memory until the process is gone, instead of freeing it at exit().
///
/// To be called before the first thread uses the network. Qt does not wait for the last lines of a
/// thread that has ended: OpenSSL frees the thread's data there, and at exit() frees them again
/// (seen as a double free under the address sanitizer). May be called often.
void keepOpenSslAtExit();

} // namespace mmigrate
