// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <QString>
#include <QStringList>

#include <span>

namespace mmigrate {

/// What can be done about an error of the server; its words are in importerrortext.cpp.
enum class ImportErrorNext {
    ArchiveLine,        ///< mend the line in the archive, import again
    OtherArchive,       ///< this is not the file
    OtherExport,        ///< a new export
    UploadAgain,        ///< what lies on the server is damaged or gone
    NewerServer,        ///< a newer server can do it
    RaiseLimit,         ///< mmigrate can change the setting for the time of the migration
    UploadLimit,        ///< something on the way cuts uploads
    ChangeSetting,      ///< the administrator has to
    ServerLog,          ///< only the server's log knows more
    ServerDisk,         ///< full, or not to be written to
    FileStore,          ///< cannot be reached
    OtherAccount,       ///< an account on the destination is in the way
    OtherPlace,         ///< a team or channel on the destination is in the way
    OtherAdministrator, ///< the destination needs a second one
    MorePeople,         ///< the licence has no room
    Password,           ///< the rules for passwords
    WithoutFiles,       ///< the export works without attachments
    WithoutRoles,       ///< the export works without roles and schemes
    CloudSupport,       ///< only Mattermost's support can do it
    SignIn,             ///< as somebody else
    Wait,
    TryAgain,
    Report, ///< mmigrate should not have let it happen
};

/// The words for one meaning that servers know under one or several ids.
struct ImportErrorEntry
{
    const char *ids; ///< parted by blanks
    /// What is wrong. "[: {path}]" stays only where the name is known; {path} shows a file's name
    /// without its folders.
    const char *sentence;
    const char *cause; ///< may be null
    ImportErrorNext next;
};

/// The tables, by meaning; context of the translations is ImportErrorText.
std::span<const ImportErrorEntry> archiveErrors();
std::span<const ImportErrorEntry> peopleErrors();
std::span<const ImportErrorEntry> placeErrors();
std::span<const ImportErrorEntry> messageErrors();
std::span<const ImportErrorEntry> serverErrors();

/// Null when no table has that id.
const ImportErrorEntry *importErrorEntry(const QString &id);

/// All ids, for the tests; one that stands twice comes twice.
QStringList importErrorIds();

} // namespace mmigrate
