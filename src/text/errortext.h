// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include "core/base/error.h"

#include <QString>

namespace mmigrate {

/// What a person can do about an error; the wizard makes a button of it.
enum class NextAction {
    TryAgain,
    SignInAgain,
    EnterCode,
    UseToken,
    ChangeAddress,
    AllowPlainHttp,
    ChooseCaFile,
    ConnectionSettings, ///< which proxy, and its login
    ChooseExport,
    ChooseFolder,
    ChooseArchive,
    AdjustLimits,
    ShowCheck,  ///< what stands in the way, and the names to decide on
    WrapList,   ///< makes an archive of an import.jsonl by itself
    AskSupport, ///< Mattermost's, who can do what nobody else can
    Continue,   ///< later, from where it stopped
    SaveDetails,
};

/// An error in words, for a person who has never seen a terminal.
struct ErrorText
{
    QString headline{};    ///< one sentence: what happened, naming the thing
    QString explanation{}; ///< why, where that is known; may be empty
    QString nextStep{};    ///< one sentence: what to do now
    NextAction action = NextAction::TryAgain;
};

/// The words for an error; every kind has some.
ErrorText errorText(const Error &error);

/// Bytes for people: "512 bytes", "3.4 MB", "1.2 GB" (decimal units).
QString sizeText(qint64 bytes);

} // namespace mmigrate
