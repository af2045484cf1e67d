// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QtGlobal>

#include <array>

namespace mmigrate {

namespace {

using Next = ImportErrorNext;

// The server itself: its storage and database, uploads, jobs.
constexpr auto entries = std::to_array<ImportErrorEntry>({
    {"api.file.file_reader.app_error "
     "api.file.read_file.app_error "
     "api.file.file_size.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read one of its files[: {path}]."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The file may be lost, or the server cannot reach the place where it keeps its files."),
     Next::FileStore},
    {"api.file.file_exists.app_error "
     "api.file.list_directory.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not look into its folder of files."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It may not be able to reach the place where it keeps them."),
     Next::FileStore},
    {"api.file.write_file.app_error "
     "api.file.append_file.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not store what it was sent."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its disk may be full, or the connection broke off."),
     Next::ServerDisk},
    {"api.file.remove_file.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not delete one of its files."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "An import may be complete all the same: this comes at its end, too."),
     Next::FileStore},
    {"api.file.attachments.disabled.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server takes no files at all."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Attaching files is switched off there (setting EnableFileAttachments)."),
     Next::RaiseLimit},
    {"api.file.cloud_upload.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination is a Mattermost Cloud server. It takes no imports."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Moving into Mattermost Cloud is done by Mattermost's own support."),
     Next::CloudSupport},
    {"api.upload.create.upload_too_large.app_error "
     "app.upload.create.upload_too_large.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive is larger than the destination allows."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Each server has such a limit (setting MaxFileSize)."),
     Next::RaiseLimit},
    {"api.upload.create.check_directory.app_error "
     "api.upload.create.directory_conflict.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination's folder for imports is not set up as it should be."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It must not lie in the folder of plugins, nor the other way round."),
     Next::ChangeSetting},
    {"api.upload.get_upload.forbidden.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The upload belongs to another account."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Only the account that began an upload may go on with it."),
     Next::SignIn},
    {"api.upload.upload_data.invalid_content_length "
     "api.upload.upload_data.invalid_content_type "
     "api.upload.upload_data.multipart_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not make sense of a part of the upload."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Something on the way, such as a company's proxy, may have changed it."),
     Next::TryAgain},
    {"app.upload.create.save.app_error "
     "app.upload.upload_data.update.app_error "
     "app.upload.upload_data.save.app_error "
     "app.upload.upload_data.gen_info.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not take note of the upload."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Something is wrong with its database."),
     Next::ServerLog},
    {"app.upload.create.cannot_upload_to_deleted_channel.app_error "
     "app.upload.create.cannot_upload_to_restricted_dm.error "
     "app.upload.create.incorrect_channel_id.app_error "
     "app.channel.get_common_teams.app_error "
     "model.upload_session.is_valid.channel_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination took the archive for a file of a message."),
     nullptr, Next::Report},
    {"app.upload.get.app_error "
     "app.upload.get_for_user.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination does not know the upload any more."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have been completed, or cleared away."),
     Next::TryAgain},
    {"app.upload.upload_data.concurrent.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination is still busy with an earlier part of the upload."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It notices a broken connection after some minutes only."),
     Next::Wait},
    {"app.upload.upload_data.first_part_too_small.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The first part of the upload was too small for the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It wants 5 MB at once. Something on the way cuts "
                                          "uploads, or its limit for files is lower than that."),
     Next::UploadLimit},
    {"app.upload.upload_data.move_file.app_error "
     "app.upload.run_plugins_hook.move_fail",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not put the uploaded archive in its place."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its disk may be full."), Next::ServerDisk},
    {"app.upload.upload_data.read_file.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not read what was uploaded."),
     nullptr, Next::FileStore},
    {"app.upload.run_plugins_hook.rejected",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "An extension of the destination refused a file[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Such extensions, called plugins, may check what is uploaded."),
     Next::ChangeSetting},
    {"model.upload_session.is_valid.create_at.app_error "
     "model.upload_session.is_valid.file_offset.app_error "
     "model.upload_session.is_valid.file_size.app_error "
     "model.upload_session.is_valid.filename.app_error "
     "model.upload_session.is_valid.id.app_error "
     "model.upload_session.is_valid.path.app_error "
     "model.upload_session.is_valid.type.app_error "
     "model.upload_session.is_valid.user_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination refused to begin the upload."), nullptr,
     Next::Report},
    {"api.context.invalid_body_param.app_error "
     "api.context.invalid_url_param.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server did not understand a request."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Its version may be too new or too old for this mmigrate."),
     Next::Report},
    {"api.context.permissions.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server does not allow this account to do that."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Only a system administrator may export or import a workspace."),
     Next::SignIn},
    {"api.export.export_not_found.app_error "
     "app.eport.generate_presigned_url.notfound.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The export is no longer on the server."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Servers clear exports away after some weeks."),
     Next::OtherExport},
    {"app.eport.generate_presigned_url.config.app_error "
     "app.eport.generate_presigned_url.driver.app_error "
     "app.eport.generate_presigned_url.featureflag.app_error "
     "app.eport.generate_presigned_url.fileexist.app_error "
     "app.eport.generate_presigned_url.link.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server cannot give out its export by a link."),
     QT_TRANSLATE_NOOP("ImportErrorText", "That needs a storage of its own for exports."),
     Next::TryAgain},
    {"api.job.retrieve.nopermissions "
     "api.job.unable_to_create_job.incorrect_job_type "
     "model.job.is_valid.type.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server does not know this kind of work."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its version may be too old."), Next::NewerServer},
    {"model.job.is_valid.id.app_error "
     "model.job.is_valid.status.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server refused to note the work."), nullptr,
     Next::ServerLog},
    {"app.job.error", QT_TRANSLATE_NOOP("ImportErrorText", "The server could not finish its work."),
     nullptr, Next::ServerLog},
    {"app.job.get.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server does not know the work any more."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It may have been set up anew, or set back to an older copy."),
     Next::TryAgain},
    {"app.job.get_all.app_error "
     "app.job.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read or save its list of work."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Something is wrong with its database."),
     Next::ServerLog},
    {"app.job.update.app_error "
     "jobs.set_job_error.update.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server broke off its work without saying why."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have stumbled over a line of the archive, or "
                                          "have lost its database for a moment."),
     Next::ServerLog},
    {"jobs.request_cancellation.status.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The work on the server has ended already, so it cannot be stopped."),
     nullptr, Next::TryAgain},
    {"api.preference.preferences_category.get.app_error "
     "app.preference.get_all.app_error "
     "app.preference.get_category.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not read people's settings in its database."),
     nullptr, Next::ServerLog},
    {"api.user.get_profile_image_path.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not look for somebody's profile picture."),
     nullptr, Next::FileStore},
    {"app.channel.get_all.app_error "
     "app.channel.get_all_direct.app_error "
     "app.channel.get_members.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not read its channels and their members."),
     nullptr, Next::ServerLog},
    {"app.team.get_all.app_error "
     "app.team.get_member.app_error "
     "app.team.get_members.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read its teams and their members."),
     nullptr, Next::ServerLog},
    {"app.role.get_all.app_error "
     "app.scheme.get_all_page.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not read its roles and permission schemes."),
     nullptr, Next::WithoutRoles},
    {"app.file_info.get_for_post.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not find out which files belong to a message."),
     nullptr, Next::ServerLog},
    {"app.post.get_direct_posts.app_error "
     "app.post.get_posts.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read its messages."), nullptr,
     Next::ServerLog},
    {"app.reaction.get_for_post.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read the reactions to a message."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ServerLog},
    {"app.thread.get_threadmembers_for_export.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read who follows a discussion."),
     nullptr, Next::ServerLog},
});

} // namespace

std::span<const ImportErrorEntry> serverErrors()
{
    return entries;
}

} // namespace mmigrate
