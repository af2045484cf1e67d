// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QtGlobal>

#include <array>

namespace mmigrate {

namespace {

using Next = ImportErrorNext;

// People and bots, what they may do, and where they belong.
constexpr auto entries = std::to_array<ImportErrorEntry>({
    {"app.import.validate_user_import_data.username_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person in the archive has no user name."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.username_invalid.error "
     "model.user.is_valid.username.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's user name is not allowed on the destination."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "User names have small letters, digits, dots, hyphens and underscores only, at most 64 of "
         "them. Some, such as \"all\" or \"channel\", are taken by Mattermost itself."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.email_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person in the archive has no e-mail address."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Every account on a Mattermost server needs one."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.email_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person's e-mail address is empty or too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 128 characters at most."),
     Next::ArchiveLine},
    {"model.team.is_valid.email.app_error "
     "model.user.is_valid.email.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "An e-mail address is not allowed on the destination."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "It is no proper address, or it has capital letters or more than 128 characters."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.first_name_length.error "
     "model.user.is_valid.first_name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person's first name is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_user_import_data.last_name_length.error "
     "model.user.is_valid.last_name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person's last name is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_user_import_data.nickname_length.error "
     "model.user.is_valid.nickname.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person's nickname is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_user_import_data.position_length.error "
     "model.user.is_valid.position.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person's job title is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 128 characters at most."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.profile_image.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Somebody's profile picture is not where the destination looks for it."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Servers before 9.8 cannot take profile pictures from an archive."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.invalid_image_path.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A profile picture is named at a place where no file of an archive may be[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name leads out of the archive's folder of files."),
     Next::ArchiveLine},
    {"api.user.upload_profile_user.check_image_limits.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "Somebody's profile picture is too large."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It has more pixels than the destination takes."),
     Next::ArchiveLine},
    {"api.user.upload_profile_user.decode.app_error "
     "api.user.upload_profile_user.encode.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Somebody's profile picture cannot be read as a picture."),
     nullptr, Next::ArchiveLine},
    {"api.user.upload_profile_user.upload_profile.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not store somebody's profile picture."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its disk may be full."), Next::ServerDisk},
    {"app.import.validate_user_import_data.auth_data_and_password.error "
     "model.user.is_valid.auth_data_pwd.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person has both a password and a sign-in by another service."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Only one of them is possible."), Next::ArchiveLine},
    {"app.import.validate_user_import_data.auth_data_and_service_dependency.error "
     "model.user.is_valid.auth_data_type.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "It is not clear how a person signs in."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Whoever signs in by another service, such as a company's directory, needs "
                       "both the service and the name there."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.auth_data_length.error "
     "model.user.is_valid.auth_data.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The name by which a person is known to another sign-in service is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 128 characters at most."),
     Next::ArchiveLine},
    {"app.import.validate_user_teams_import_data.invalid_auth_service.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A person signs in by a service that the destination does not know[: \"{service}\"]."),
     nullptr, Next::ArchiveLine},
    {"app.user.update_auth_data.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not change how a person signs in."),
     nullptr, Next::ServerLog},
    {"app.user.update_auth_data.email_exists.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Another account on the destination has a person's e-mail address[: {email}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "An address may belong to one account only."),
     Next::OtherAccount},
    {"app.user.save.email_exists.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Another account on the destination has a person's e-mail address[: {email}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "An address may belong to one account only. The user names differ, so the "
                       "destination takes them for two people."),
     Next::OtherAccount},
    {"app.user.save.username_exists.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "An account with a person's user name is on the destination already[: {user}]."),
     nullptr, Next::OtherAccount},
    {"app.user.save.groupname.app_error "
     "app.user.get_by_name_failure "
     "app.user.group_name_conflict",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's user name may be the name of a group on the destination."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "People and groups share their names, since both can be mentioned with an @."),
     Next::OtherAccount},
    {"api.user.create_user.accepted_domain.app_error "
     "api.user.update_user.accepted_domain.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A person's e-mail address is not among those that the destination accepts."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "It takes accounts only with addresses of certain domains, the part behind the @."),
     Next::ChangeSetting},
    {"api.user.update_user.accepted_guest_domain.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A guest's e-mail address is not among those that the destination accepts."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "It takes guests only with addresses of certain domains, the part behind the @."),
     Next::ChangeSetting},
    {"api.user.create_user.license_user_limits.exceeded",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination has as many people as its licence allows."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The import needs more accounts."), Next::MorePeople},
    {"api.user.create_user.user_limits.exceeded",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The destination has as many people as a server without a licence may have."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The import needs more accounts."), Next::MorePeople},
    {"app.limits.get_app_limits.single_channel_guest_count.store_error "
     "app.limits.get_app_limits.user_count.store_error "
     "app.limits.get_user_limits.user_count.store_error "
     "app.limits.get_server_limits.post_count.store_error "
     "app.system.get_by_name.app_error "
     "common.parse_error_int64",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not find out how many people it may have."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Something in its database is not as it should be."),
     Next::ServerLog},
    {"model.user.is_valid.pwd.app_error "
     "model.user.is_valid.pwd_min_length.app_error "
     "model.user.is_valid.pwd_lowercase.app_error "
     "model.user.is_valid.pwd_lowercase_number.app_error "
     "model.user.is_valid.pwd_lowercase_number_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_number.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_number_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_symbol.app_error "
     "model.user.is_valid.pwd_number.app_error "
     "model.user.is_valid.pwd_number_symbol.app_error "
     "model.user.is_valid.pwd_symbol.app_error "
     "model.user.is_valid.pwd_uppercase.app_error "
     "model.user.is_valid.pwd_uppercase_number.app_error "
     "model.user.is_valid.pwd_uppercase_number_symbol.app_error "
     "model.user.is_valid.pwd_uppercase_symbol.app_error "
     "app.valid_password_generic.app_error "
     "api.user.check_user_password.invalid.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A password in the archive is too simple for the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Mattermost's own exports hold no passwords. The destination asks for a "
                       "certain length or certain kinds of characters."),
     Next::Password},
    {"app.import.validate_user_import_data.password_length.error "
     "model.user.is_valid.password_limit.app_error "
     "model.user.is_valid.pwd_max_length.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A password in the archive is empty or too long."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "It may have 72 characters at most. Mattermost's own exports hold no passwords."),
     Next::ArchiveLine},
    {"app.import.generate_password.app_error "
     "api.user.update_password.failed.app_error "
     "api.user.update_password.password_hash.app_error "
     "api.user.update_password.magic_link.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not give a person a password."),
     nullptr, Next::ServerLog},
    {"app.import.validate_user_import_data.roles_invalid.error "
     "model.user.is_valid.roles_limit.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination does not know a person's roles."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Roles tell what somebody may do. They may hold small "
                                          "letters, digits and underscores only."),
     Next::ArchiveLine},
    {"app.role.check_roles_exist.role_not_found",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person has a role that the destination does not know."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Roles tell what somebody may do. The archive was exported without the "
                       "roles that the source had made itself."),
     Next::ArchiveLine},
    {"app.import.validate_user_import_data.guest_roles_conflict.error "
     "app.import.validate_user_import_data.channel_guest_missing_system_guest_role.error "
     "app.import.validate_user_import_data.team_guest_missing_system_guest_role.error "
     "app.import.validate_user_import_data.system_guest_missing_channel_guest_roles.error "
     "app.import.validate_user_import_data.system_guest_missing_team_guest_roles.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person is a guest in some places of the archive and no guest in others."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination wants guests to be guests in all their "
                                          "teams and channels, and nobody else."),
     Next::ArchiveLine},
    {"api.channel.update_channel_member_roles.changing_guest_role.app_error "
     "api.channel.update_channel_member_roles.guest.app_error "
     "api.channel.update_channel_member_roles.guest_and_user.app_error "
     "api.channel.update_channel_member_roles.unset_user_scheme.app_error "
     "api.channel.update_channel_member_roles.user_and_guest.app_error "
     "api.channel.update_team_member_roles.changing_guest_role.app_error "
     "api.team.update_team_member_roles.guest.app_error "
     "api.team.update_team_member_roles.guest_and_admin.app_error "
     "api.team.update_team_member_roles.guest_and_user.app_error "
     "api.team.update_team_member_roles.unset_user_scheme.app_error "
     "api.team.update_team_member_roles.user_and_guest.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person is a guest on one side and no guest on the other."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The account is on the destination already. An import cannot make a guest "
                       "of a member, nor a member of a guest."),
     Next::OtherAccount},
    {"api.channel.update_channel_member_roles.scheme_role.app_error "
     "api.channel.update_team_member_roles.scheme_role.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person has a role that belongs to a permission scheme."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Such roles come by the scheme only and cannot be given to one person."),
     Next::ArchiveLine},
    {"api.team.update_member_roles.not_a_member "
     "app.team.get_member.missing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person is no member of a team that the archive counts that person in."),
     nullptr, Next::ServerLog},
    {"app.user.update.lastAdmin.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The archive would take the rights of the destination's last administrator away."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The account is in the archive, with fewer rights. "
                                          "mmigrate protects the account with which you sign in."),
     Next::OtherAdministrator},
    {"app.user.update.countAdmins.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not find out who its administrators are."),
     nullptr, Next::ServerLog},
    {"app.import.validate_user_import_data.advanced_props_email_interval.error "
     "app.import.validate_user_import_data.advanced_props_feature_markdown_preview.error "
     "app.import.validate_user_import_data.advanced_props_formatting.error "
     "app.import.validate_user_import_data.advanced_props_show_unread_section.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A person's display settings hold a value that the destination does not know."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_user_import_data.notify_props_channel_trigger_invalid.error "
     "app.import.validate_user_import_data.notify_props_comments_trigger_invalid.error "
     "app.import.validate_user_import_data.notify_props_desktop_invalid.error "
     "app.import.validate_user_import_data.notify_props_desktop_sound_invalid.error "
     "app.import.validate_user_import_data.notify_props_email_invalid.error "
     "app.import.validate_user_import_data.notify_props_mobile_invalid.error "
     "app.import.validate_user_import_data.notify_props_mobile_push_status_invalid.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A person's settings for notifications hold a value that the destination does not know."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_user_channels_import_data.invalid_notify_props_desktop.error "
     "app.import.validate_user_channels_import_data.invalid_notify_props_mark_unread.error "
     "app.import.validate_user_channels_import_data.invalid_notify_props_mobile.error "
     "model.channel_member.is_valid.channel_auto_follow_threads_value.app_error "
     "model.channel_member.is_valid.email_value.app_error "
     "model.channel_member.is_valid.ignore_channel_mentions_value.app_error "
     "model.channel_member.is_valid.notify_level.app_error "
     "model.channel_member.is_valid.notify_props.app_error "
     "model.channel_member.is_valid.push_level.app_error "
     "model.channel_member.is_valid.unread_level.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A person's notifications for a channel hold a value that the destination does not know."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_user_channels_import_data.channel_name_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person is a member of a channel that has no name in the archive."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_user_channels_import_data.invalid_roles.error "
     "model.channel_member.is_valid.roles_limit.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's roles in a channel are not allowed on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Roles tell what somebody may do."), Next::ArchiveLine},
    {"app.import.validate_user_teams_import_data.invalid_roles.error "
     "model.team_member.is_valid.roles_limit.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's roles in a team are not allowed on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Roles tell what somebody may do."), Next::ArchiveLine},
    {"app.import.validate_user_teams_import_data.invalid_team_theme.error "
     "model.preference.is_valid.theme.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The colours that a person has chosen cannot be read."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_user_teams_import_data.team_name_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person is a member of a team that has no name in the archive."),
     nullptr, Next::ArchiveLine},
    {"app.import.import_user_channels.channel_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person is a member of a channel that is not there."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive does not have it, or lists its people before its channels."),
     Next::ArchiveLine},
    {"app.import.import_user_channels.save_preferences.error "
     "app.import.import_user_teams.save_preferences.error "
     "app.import.import_user.save_preferences.error "
     "app.preference.save.updating.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a person's settings."),
     nullptr, Next::ServerLog},
    {"model.preference.is_valid.category.app_error "
     "model.preference.is_valid.value.app_error "
     "model.preference.is_valid.limit_visible_dms_gms.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's settings hold a value that the destination refuses."),
     nullptr, Next::ArchiveLine},
    {"app.import.import_user_teams.save_members.conflict.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A person is a member of a team twice."), nullptr,
     Next::ArchiveLine},
    {"app.import.import_user_teams.save_members.error "
     "app.team.save_member.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not make people members of a team."),
     nullptr, Next::ServerLog},
    {"app.import.import_user_teams.save_members.max_accounts.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team would have more people than the destination allows."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Each server has such a limit, 50 people at first (setting MaxUsersPerTeam)."),
     Next::RaiseLimit},
    {"app.import.custom_status.error "
     "api.custom_status.set_custom_statuses.update.app_error "
     "model.user.is_valid.invalidProperty.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's status, the note beside the name, cannot be taken over."),
     nullptr, Next::ArchiveLine},
    {"api.custom_status.set_custom_statuses.emoji_not_found",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's status shows an emoji that the destination does not have."),
     nullptr, Next::ArchiveLine},
    {"model.user.is_valid.locale.app_error "
     "model.user.is_valid.timezone_limit.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person's language or time zone is not allowed on the destination."),
     nullptr, Next::ArchiveLine},
    {"model.user.is_valid.marshal.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not store a person's settings."),
     nullptr, Next::ServerLog},
    {"app.import.get_users_by_username.some_users_not_found.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The archive has a message or reaction of somebody who is not there[: {user}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive does not have that person, or writes the user name in another "
                       "way, for instance with capital letters."),
     Next::ArchiveLine},
    {"app.user.get_by_username.app_error "
     "app.user.missing_account.const "
     "app.user.update.find.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A person of whom the archive tells is not on the destination[: {user}]."),
     nullptr, Next::ArchiveLine},
    {"app.user.get.app_error "
     "app.user.update.finding.app_error "
     "app.user.get_profiles.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read an account in its database."),
     nullptr, Next::ServerLog},
    {"app.user.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save an account[: {user}]."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A password in the archive may be too simple for it, or its database has a problem."),
     Next::ArchiveLine},
    {"app.user.save.existing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination found an account that it was about to make."),
     nullptr, Next::ServerLog},
    {"app.user.store_is_empty.app_error "
     "app.user.get_total_users_count.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not count its accounts."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Something is wrong with its database."),
     Next::ServerLog},
    {"app.user.verify_email.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not mark an e-mail address as confirmed."),
     nullptr, Next::ServerLog},
    {"app.import.validate_bot_import_data.owner_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot in the archive belongs to nobody."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A bot is a program that posts under its own name. It needs an owner."),
     Next::ArchiveLine},
    {"app.import.import_bot.owner_could_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The owner of a bot is not there."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot is a program that posts under its own name. The "
                                          "archive does not have the person who owns it."),
     Next::ArchiveLine},
    {"app.bot.createbot.internal_error "
     "app.bot.update.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a bot."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot is a program that posts under its own name."),
     Next::ServerLog},
    {"app.bot.getbot.internal_error "
     "store.sql_bot.get.missing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not find a bot."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot is a program that posts under its own name."),
     Next::ServerLog},
    {"model.bot.is_valid.username.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot's user name is not allowed on the destination."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "User names have small letters, digits, dots, hyphens and underscores only."),
     Next::ArchiveLine},
    {"model.bot.is_valid.create_at.app_error "
     "model.bot.is_valid.update_at.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A bot has a time that is not allowed."), nullptr,
     Next::ArchiveLine},
});

} // namespace

std::span<const ImportErrorEntry> peopleErrors()
{
    return entries;
}

} // namespace mmigrate
