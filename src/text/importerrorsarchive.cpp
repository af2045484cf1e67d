// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QtGlobal>

#include <array>

namespace mmigrate {

namespace {

using Next = ImportErrorNext;

// The archive as a whole, its lines and files; the making of an export.
constexpr auto entries = std::to_array<ImportErrorEntry>({
    {"app.import.bulk_import.file_scan.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A line of the archive's list is too long for the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "No Mattermost server reads a line of more than 16 MB. Else the file on the "
                       "destination could not be read to its end."),
     Next::ArchiveLine},
    {"app.import.bulk_import.json_decode.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A line of the archive's list is damaged, so the destination cannot read it."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Often the archive was changed by hand or made by another program. A file that a message "
         "names and the archive lacks gives this, too, on old servers."),
     Next::ArchiveLine},
    {"app.import.bulk_import.process_attachments.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A message in the archive has a file that the archive lacks[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive was exported without its files, or the file "
                                          "was lost at the source. Old servers stop there."),
     Next::ArchiveLine},
    {"app.import.bulk_import.unsupported_version.error "
     "app.import.process_import_data_file_version_line.invalid_version.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive's list does not begin as the destination expects."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its first line has to tell that the list is of version "
                                          "1. Only Mattermost's exports begin like that."),
     Next::OtherExport},
    {"app.import.import_line.null_bot.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a bot, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A bot is a program that posts under its own name. The line is incomplete."),
     Next::ArchiveLine},
    {"app.import.import_line.null_channel.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a channel, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_direct_channel.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a conversation, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_direct_post.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a direct message, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_emoji.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a custom emoji, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_post.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a message, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_role.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a role, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A role is a set of things that people may do. The line is incomplete."),
     Next::ArchiveLine},
    {"app.import.import_line.null_scheme.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a permission scheme, but says nothing about it."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A scheme tells who may do what in a team or channel. The line is incomplete."),
     Next::ArchiveLine},
    {"app.import.import_line.null_team.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a team, but says nothing about it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.null_user.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive announces a person, but says nothing about that person."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The line is incomplete."), Next::ArchiveLine},
    {"app.import.import_line.unknown_line_type.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The archive holds a kind of thing that the destination does not know[: \"{type}\"]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It comes from a newer Mattermost, or from another program."),
     Next::NewerServer},
    {"app.import.attachment.bad_file.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A file of a message cannot be read on the destination[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It is not in the archive, or the destination's version "
                                          "takes such files from its own disk only."),
     Next::ArchiveLine},
    {"app.import.attachment.file_stat.error "
     "app.import.attachment.seek_file.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A file of a message cannot be read on the destination[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not reach that part of the uploaded archive."),
     Next::ServerLog},
    {"app.import.attachment.read_file_data.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A file of a message cannot be read out of the archive."),
     QT_TRANSLATE_NOOP("ImportErrorText", "That part of the archive is damaged."),
     Next::OtherExport},
    {"app.import.attachment.file_upload.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not store a file of a message[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Its disk may be full, or the file is larger than it takes."),
     Next::ServerDisk},
    {"app.import.validate_attachment_import_data.invalid_path.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A message names a file at a place where no file of an archive may be[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name leads out of the archive's folder of files. No "
                                          "Mattermost server writes such names."),
     Next::ArchiveLine},
    {"app.import.emoji.bad_file.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The picture of a custom emoji cannot be read[: \"{emoji}\"]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It is not in the archive, or the destination's version "
                                          "takes such pictures from its own disk only."),
     Next::ArchiveLine},
    {"app.import.profile_image.open.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "Somebody's profile picture cannot be opened[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It is damaged, or not in the archive."),
     Next::ArchiveLine},
    {"app.import.profile_image.read_data.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "Somebody's profile picture cannot be read."),
     QT_TRANSLATE_NOOP("ImportErrorText", "That part of the archive is damaged."),
     Next::ArchiveLine},
    {"import_process.worker.do_job.file_exists",
     QT_TRANSLATE_NOOP("ImportErrorText", "The uploaded archive is no longer on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Servers clear uploaded archives away after some weeks."),
     Next::UploadAgain},
    {"import_process.worker.do_job.missing_file",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The import was started without saying which archive to import."),
     nullptr, Next::Report},
    {"import_process.worker.do_job.missing_jsonl",
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive holds no list of a workspace."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It should hold a file import.jsonl, right at the top and in no folder."),
     Next::OtherArchive},
    {"import_process.worker.do_job.open_file",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination cannot open the uploaded archive."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive was damaged on its way, or it is no ZIP file."),
     Next::UploadAgain},
    {"app.export.export_write_line.io_writer.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not write the export."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its disk may be full, or the writing was broken off."),
     Next::ServerDisk},
    {"app.export.export_write_line.json_marshall.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The server could not put a part of the workspace into words for the export."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Something in its database is not as it should be."),
     Next::ServerLog},
    {"app.export.zip_create.error "
     "app.export.export_attachment.zip_create_header.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not put the export together."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its disk may be full."), Next::ServerDisk},
    {"app.export.export_attachment.copy_file.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not copy an attached file into the export."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The file may be lost on the server, or its disk is full."),
     Next::WithoutFiles},
    {"app.export.export_attachment.create_file.error "
     "app.export.export_attachment.mkdirall.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not make a file for the export."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Its disk may be full, or Mattermost may not write to that folder."),
     Next::ServerDisk},
    {"app.export.export_custom_emoji.copy_emoji_images.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not copy the pictures of custom emoji into the export."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A picture may be lost on the server, or its disk is full."),
     Next::ServerLog},
    {"app.export.export_custom_emoji.mkdir.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not make a folder for the pictures of custom emoji."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Its disk may be full, or Mattermost may not write to its folder."),
     Next::ServerDisk},
    {"app.export.marshal.app_error "
     "app.import.marshal.app_error "
     "api.marshal_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not put its answer together."), nullptr,
     Next::ServerLog},
});

} // namespace

std::span<const ImportErrorEntry> archiveErrors()
{
    return entries;
}

} // namespace mmigrate
