// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "practice/router.h"

#include <QHash>

namespace mmigrate::practice {

namespace {

/// What the servers were seen to say for each id.
constexpr const char *const english[][2] = {
    {"api.cloud.license_error", "Your license does not support cloud requests."},
    {"api.config.client.old_format.app_error",
     "New format for the client configuration is not supported yet. Please specify format=old in "
     "the query string."},
    {"api.context.404.app_error", "Sorry, we could not find the page."},
    {"api.context.mfa_required.app_error",
     "Multi-factor authentication is required on this server."},
    {"api.context.permissions.app_error", "You do not have the appropriate permissions."},
    {"api.context.session_expired.app_error", "Invalid or expired session, please login again."},
    {"api.context.token_provided.app_error",
     "Session is not OAuth but token was provided in the query string."},
    {"api.export.export_not_found.app_error", "Unable to find export file."},
    {"api.file.attachments.disabled.app_error",
     "File attachments have been disabled on this server."},
    {"api.file.file_exists.app_error", "Unable to check if the file exists."},
    {"api.file.list_directory.app_error", "Unable to list directory."},
    {"api.file.write_file.app_error", "Unable to write the file."},
    {"api.job.retrieve.nopermissions",
     "The job types of a job you are trying to retrieve does not contain permissions"},
    {"api.job.unable_to_create_job.incorrect_job_type",
     "The job type of the job you are trying to create is invalid"},
    {"api.upload.get_upload.forbidden.app_error", "Failed to get upload."},
    {"api.upload.upload_data.invalid_content_length", "Invalid Content-Length."},
    {"api.upload.upload_data.multipart_error", "Failed to process the multipart data."},
    {"api.user.check_user_login_attempts.too_many.app_error",
     "Your account is locked because of too many failed password attempts. Please reset your "
     "password."},
    {"api.user.check_user_mfa.bad_code.app_error", "Invalid MFA token."},
    {"api.user.get_uploads_for_user.forbidden.app_error", "Failed to get uploads."},
    {"api.user.login.blank_pwd.app_error", "Password field must not be blank"},
    {"api.user.login.inactive.app_error",
     "Login failed because your account has been deactivated.  Please contact an administrator."},
    {"api.user.login.invalid_credentials_email_username",
     "Enter a valid email or username and/or password."},
    {"api.user.send_password_reset.send.app_error",
     "Failed to send password reset email successfully."},
    {"app.job.download_export_results_not_enabled",
     "DownloadExportResults in config.json is false. Please set this to true to download the "
     "results of this job."},
    {"app.job.get.app_error", "Unable to get the job."},
    {"app.upload.create.save.app_error", "Failed to save upload."},
    {"app.upload.create.upload_too_large.app_error", "Unable to upload file. File is too large."},
    {"app.upload.get.app_error", "Failed to get upload."},
    {"app.upload.upload_data.concurrent.app_error",
     "Unable to upload data from more than one request."},
    {"app.upload.upload_data.first_part_too_small.app_error",
     "Failed to upload data. First part must be at least 5242880 Bytes."},
    {"app.user.get_by_username.app_error",
     "Unable to find an existing account matching your username for this team. This team may "
     "require an invite from the team owner to join."},
    {"app.user.missing_account.const", "Unable to find the user."},
    {"jobs.request_cancellation.status.error",
     "Could not request cancellation for job that is not in a cancelable state."},
    {"mfa.activate.bad_token.app_error", "Invalid MFA token."},
    {"mfa.validate_token.authenticate.app_error", "Invalid MFA token."},
    {"model.config.is_valid.max_file_size.app_error",
     "Invalid max file size for file settings. Must be a whole number greater than zero."},
    {"model.config.is_valid.max_users.app_error",
     "Invalid maximum users per team for team settings. Must be a positive number."},
    {"model.upload_session.is_valid.file_size.app_error", "Invalid value for FileSize"},
    {"model.upload_session.is_valid.filename.app_error", "Invalid value for Filename"},
    {"api.upload.create.upload_too_large.app_error", "Unable to upload file. File is too large."},
    {"api.file.cloud_upload.app_error", "Import files cannot be uploaded to a Cloud installation."},
    {"api.context.request_body_too_large.app_error", "Request body is too large."},
    {"app.eport.generate_presigned_url.featureflag.app_error",
     "The presigned URL feature is not enabled."},
    {"app.channel.get_by_name.missing.app_error", "Channel does not exist."},
    {"app.channel.get.existing.app_error", "Unable to find the existing channel."},
    {"app.channel.get_member.missing.app_error",
     "No channel member found for that user ID and channel ID."},
    {"app.team.get.find.app_error", "Unable to find the team."},
    {"app.team.get_by_name.missing.app_error", "Unable to find the existing team."},
    {"app.team.get_member.missing.app_error", "No team member found for that user ID and team ID."},
    {"app.file_info.get.app_error", "Unable to get the file info."},
    {"app.post.get.app_error", "Unable to get the post."},
    {"app.role.check_roles_exist.role_not_found", "The provided role does not exist"},
    {"model.config.is_valid.max_channels.app_error",
     "Invalid maximum channels per team for team settings. Must be a positive number."},
    {"model.config.is_valid.login_attempts.app_error",
     "Invalid maximum login attempts for service settings. Must be a positive number."},
    {"app.user_access_token.disabled", "Personal access tokens are disabled on this server. Please "
                                       "contact your system administrator for details."},
};

} // namespace

QString errorMessage(const QString &id, const QByteArray &acceptLanguage)
{
    // One translated sentence is enough to catch a client that reads messages instead of ids.
    if (acceptLanguage.startsWith("de")
        && id == QLatin1String("api.export.export_not_found.app_error"))
        return QStringLiteral("Kann Exportdatei nicht finden.");
    static const QHash<QString, QString> messages = [] {
        QHash<QString, QString> all;
        for (const auto &pair : english)
            all.insert(QLatin1String(pair[0]), QString::fromUtf8(pair[1]));
        return all;
    }();
    return messages.value(id, id);
}

} // namespace mmigrate::practice
