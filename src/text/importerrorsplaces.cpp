// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QtGlobal>

#include <array>

namespace mmigrate {

namespace {

using Next = ImportErrorNext;

// Teams, channels, conversations, roles and schemes, and what all things share.
constexpr auto entries = std::to_array<ImportErrorEntry>({
    {"app.import.validate_team_import_data.name_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team in the archive has no name."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name is what stands in the team's web address."),
     Next::ArchiveLine},
    {"app.import.validate_team_import_data.name_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team's name in its web address is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_team_import_data.name_characters.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team's name in its web address is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have small letters, digits and hyphens only, and "
                                          "no hyphen at its beginning or end."),
     Next::ArchiveLine},
    {"model.channel.is_valid.2_or_more.app_error "
     "model.team.is_valid.characters.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The name of a team or channel is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It needs two or more small letters, digits or hyphens."),
     Next::ArchiveLine},
    {"model.channel.is_valid.1_or_more.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel's name is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It needs small letters, digits, hyphens or underscores."),
     Next::ArchiveLine},
    {"app.import.validate_team_import_data.name_reserved.error "
     "model.team.is_valid.reserved.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team's name begins with a word that Mattermost keeps for itself."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Such words are \"admin\", \"api\", \"channel\", \"files\", \"help\", "
                       "\"login\", \"plugins\" or \"signup\", since they stand in web addresses."),
     Next::ArchiveLine},
    {"model.team.is_valid.url.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team's name in its web address is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It needs 2 to 64 characters."), Next::ArchiveLine},
    {"model.preference.is_valid.name.app_error "
     "model.team.is_valid.name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A name in the archive is empty or too long."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_team_import_data.display_name_missing.error "
     "app.import.validate_team_import_data.display_name_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team's name is missing or too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_team_import_data.description_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team's description is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 255 characters at most."),
     Next::ArchiveLine},
    {"model.bot.is_valid.description.app_error "
     "model.team.is_valid.description.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The description of a team or bot is too long."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_team_import_data.type_missing.error "
     "app.import.validate_team_import_data.type_invalid.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive does not tell whether a team is open or by invitation."),
     nullptr, Next::ArchiveLine},
    {"model.team.is_valid.company.app_error "
     "model.team.is_valid.domains.app_error "
     "model.team.is_valid.invite_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team's settings hold a value that the destination refuses."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_team_import_data.scheme_invalid.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A team names a permission scheme that cannot be."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a team."),
     Next::ArchiveLine},
    {"app.import.import_team.scheme_deleted.error "
     "app.import.import_channel.scheme_deleted.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A team or channel uses a permission scheme that was deleted on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a team or channel."),
     Next::ArchiveLine},
    {"app.import.import_team.scheme_wrong_scope.error "
     "app.import.import_channel.scheme_wrong_scope.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team or channel uses a permission scheme that is not made for it."),
     QT_TRANSLATE_NOOP("ImportErrorText", "There are schemes for teams and others for channels."),
     Next::ArchiveLine},
    {"app.import.get_teams_by_names.some_teams_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive speaks of a team that is not there[: \"{team}\"]."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Often the team was archived at the source, and old servers leave such teams out."),
     Next::ArchiveLine},
    {"app.import.import_channel.team_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A channel belongs to a team that is not there[: \"{team}\"]."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Often the team was archived at the source, and old servers leave such teams out."),
     Next::ArchiveLine},
    {"app.team.get.find.app_error "
     "app.team.get.finding.app_error "
     "app.team.update.find.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The server could not find a team in its database[: \"{team}\"]."),
     nullptr, Next::ServerLog},
    {"app.team.save.app_error "
     "app.team.save.existing.app_error "
     "app.team.update.updating.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a team."), nullptr,
     Next::ServerLog},
    {"store.sql_team.save_team.existing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team with that web address is on the destination already."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may be an archived one."), Next::OtherPlace},
    {"app.import.validate_channel_import_data.team_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel in the archive belongs to no team."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.name_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel in the archive has no name."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name is what stands in the channel's web address."),
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.name_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel's name in its web address is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_channel_import_data.name_characters.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel's name in its web address is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It may have small letters, digits, hyphens and underscores only."),
     Next::ArchiveLine},
    {"model.channel.is_valid.name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A channel's name looks like one of the server's own marks."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Names that consist of such marks only are kept for direct messages."),
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.display_name_length.error "
     "app.import.validate_channel_import_data.display_name_missing.error "
     "model.channel.is_valid.display_name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel's name is missing or too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 64 characters at most."), Next::ArchiveLine},
    {"app.import.validate_channel_import_data.header_length.error "
     "model.channel.is_valid.header.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The text at the top of a channel is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 1,024 characters at most."),
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.purpose_length.error "
     "model.channel.is_valid.purpose.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The text that tells a channel's purpose is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 250 characters at most."),
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.scheme_invalid.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel names a permission scheme that cannot be."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a channel."),
     Next::ArchiveLine},
    {"app.import.validate_channel_import_data.type_invalid.error "
     "app.import.validate_channel_import_data.type_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The archive does not tell whether a channel is public or private."),
     nullptr, Next::ArchiveLine},
    {"model.channel.is_valid.banner_info.background_color.empty.app_error "
     "model.channel.is_valid.banner_info.background_color.invalid.app_error "
     "model.channel.is_valid.banner_info.channel_type.app_error "
     "model.channel.is_valid.banner_info.text.empty.app_error "
     "model.channel.is_valid.banner_info.text.invalid_length.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A channel's banner, the coloured note at its top, is not allowed."),
     nullptr, Next::ArchiveLine},
    {"app.import.import_channel.deleting.app_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The destination could not archive a channel that was archived at the source."),
     nullptr, Next::ServerLog},
    {"api.channel.update_channel.not_allowed.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A channel of the archive is guarded by an access rule on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Such a channel cannot be changed from outside."),
     Next::OtherPlace},
    {"store.sql_channel.save_channel.limit.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A team would have more channels than the destination allows."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Each server has such a limit, 2,000 channels at first (setting MaxChannelsPerTeam)."),
     Next::RaiseLimit},
    {"store.sql_channel.save_channel.exists.app_error "
     "store.sql_channel.save_channel.existing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A channel of that name is in the same team already."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may be an archived one."), Next::OtherPlace},
    {"store.sql_channel.save.archived_channel.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A channel of the archive was archived on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "An archived channel takes nothing new."),
     Next::OtherPlace},
    {"store.sql_channel.save.direct_channel.app_error "
     "store.sql_channel.save_direct_channel.not_direct.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A conversation and a channel were mixed up."), nullptr,
     Next::ArchiveLine},
    {"app.channel.create_channel.internal_error "
     "app.channel.update.bad_id "
     "app.channel.update_channel.internal_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a channel."), nullptr,
     Next::ServerLog},
    {"app.channel.get.existing.app_error "
     "app.channel.get.find.app_error "
     "app.channel.get.app_error "
     "web.incoming_webhook.channel.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not find a channel in its database."),
     nullptr, Next::ServerLog},
    {"app.channel.get_member.app_error "
     "app.channel.get_member.missing.app_error "
     "app.channel.save_member.exists.app_error "
     "app.channel_member_history.log_join_event.internal_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not make a person a member of a channel."),
     nullptr, Next::ServerLog},
    {"app.import.validate_direct_channel_import_data.header_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The text at the top of a conversation is too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It may have 1,024 characters at most."),
     Next::ArchiveLine},
    {"app.import.validate_direct_channel_import_data.members_required.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A conversation in the archive names nobody who takes part."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Exports of servers from 10.1 on write this in a way that older servers do not know."),
     Next::NewerServer},
    {"app.import.validate_direct_channel_import_data.members_too_few.error "
     "app.import.validate_direct_channel_import_data.members_too_many.error "
     "app.import.validate_direct_post_import_data.channel_members_too_few.error "
     "app.import.validate_direct_post_import_data.channel_members_too_many.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A conversation has too few or too many people."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Direct messages are between two people, group messages between three to eight."),
     Next::ArchiveLine},
    {"app.import.validate_direct_channel_import_data.unknown_favoriter.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Somebody marked a conversation as a favourite without taking part in it[: {user}]."),
     nullptr, Next::ArchiveLine},
    {"app.import.import_direct_channel.create_direct_channel.error "
     "app.import.import_direct_channel.create_group_channel.error "
     "app.import.import_direct_channel.get_channel_members.error "
     "app.import.import_direct_channel.no_members.error "
     "app.import.import_direct_post.create_direct_channel.error "
     "app.import.import_direct_post.create_group_channel.error "
     "app.channel.create_direct_channel.internal_error "
     "api.channel.create_direct_channel.invalid_user.app_error "
     "app.sharedchannel.dm_channel_creation.internal_error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The destination could not open a conversation between people of the archive."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "One of them may have been deactivated or may be missing."),
     Next::ServerLog},
    {"api.channel.create_channel.direct_channel.remote_restricted.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A conversation is with somebody who belongs to another, connected server."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination does not allow such conversations."),
     Next::ArchiveLine},
    {"api.channel.create_channel.direct_channel.team_restricted_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A conversation is between people who share no team."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination allows direct messages only within a team."),
     Next::ChangeSetting},
    {"app.import.import_direct_channel.update_header_failed.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not set the text at the top of a conversation."),
     nullptr, Next::ServerLog},
    {"app.team.get_common_team_ids_for_users.app_error "
     "app.plugin.get_plugins.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not find out who may write to whom."),
     nullptr, Next::ServerLog},
    {"app.import.validate_role_import_data.name_invalid.error "
     "app.role.save.invalid_role.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A role in the archive is not allowed on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A role is a set of things that people may do. Its name "
                                          "may have small letters, digits and underscores only."),
     Next::ArchiveLine},
    {"app.import.validate_role_import_data.display_name_invalid.error "
     "app.import.validate_role_import_data.description_invalid.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The name or the description of a role is missing or too long."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A role is a set of things that people may do."),
     Next::ArchiveLine},
    {"app.import.validate_role_import_data.invalid_permission.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A role allows something that the destination does not know."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The archive comes from a newer Mattermost, or from one with more features."),
     Next::WithoutRoles},
    {"app.role.get.app_error "
     "app.role.get_by_name.app_error "
     "app.role.get_by_names.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read a role in its database."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A role is a set of things that people may do."),
     Next::ServerLog},
    {"app.role.save.insert.app_error "
     "app.role.send_updated_role_event.app_error "
     "app.role.send_updated_role_event.unknown_scope",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a role."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A role is a set of things that people may do."),
     Next::ServerLog},
    {"app.import.validate_scheme_import_data.name_invalid.error "
     "app.import.validate_scheme_import_data.display_name_invalid.error "
     "app.import.validate_scheme_import_data.description_invalid.error "
     "app.scheme.save.invalid_scheme.app_error "
     "model.scheme.is_valid.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A permission scheme in the archive is not allowed on the destination."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a team or channel. "
                                          "Its name may be missing or too long."),
     Next::ArchiveLine},
    {"app.import.validate_scheme_import_data.null_scope.error "
     "app.import.validate_scheme_import_data.unknown_scheme.error "
     "app.import.validate_scheme_import_data.wrong_roles_for_scope.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "It is not clear whether a permission scheme is for teams or for channels."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a team or channel."),
     Next::ArchiveLine},
    {"app.import.import_scheme.scope_change.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "The destination has a permission scheme of that name already, of another kind."),
     QT_TRANSLATE_NOOP("ImportErrorText", "There are schemes for teams and others for channels."),
     Next::WithoutRoles},
    {"app.scheme.get.app_error "
     "app.scheme.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not read or save a permission scheme."),
     QT_TRANSLATE_NOOP("ImportErrorText", "A scheme tells who may do what in a team or channel."),
     Next::ServerLog},
    {"app.schemes.is_phase_2_migration_completed.not_completed.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination is still rearranging its database."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It does so after an update."), Next::Wait},
    {"app.select_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read its database."), nullptr,
     Next::ServerLog},
    {"model.bot.is_valid.creator_id.app_error "
     "model.channel.is_valid.creator_id.app_error "
     "model.emoji.user_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination does not know who made something in the archive."),
     nullptr, Next::ArchiveLine},
    {"model.bot.is_valid.user_id.app_error "
     "model.channel_member.is_valid.user_id.app_error "
     "model.post.is_valid.user_id.app_error "
     "model.preference.is_valid.id.app_error "
     "model.reaction.is_valid.user_id.app_error "
     "model.team_member.is_valid.user_id.app_error "
     "model.user.is_valid.id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination does not know whose line of the archive this is."),
     nullptr, Next::ArchiveLine},
    {"model.channel.is_valid.id.app_error "
     "model.post.is_valid.id.app_error "
     "model.team.is_valid.id.app_error "
     "model.emoji.id.app_error "
     "model.file_info.is_valid.id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination made a mark for something new that it then refused."),
     nullptr, Next::ServerLog},
    {"model.channel.is_valid.type.app_error "
     "model.post.is_valid.type.app_error "
     "model.team.is_valid.type.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination does not know the kind of a team, channel or message."),
     nullptr, Next::ArchiveLine},
    {"model.channel_member.is_valid.channel_id.app_error "
     "model.post.is_valid.channel_id.app_error "
     "model.team_member.is_valid.team_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination does not know where something in the archive belongs."),
     nullptr, Next::ArchiveLine},
    {"model.channel.is_valid.create_at.app_error "
     "model.emoji.create_at.app_error "
     "model.job.is_valid.create_at.app_error "
     "model.post.is_valid.create_at.app_error "
     "model.reaction.is_valid.create_at.app_error "
     "model.team.is_valid.create_at.app_error "
     "model.user.is_valid.create_at.app_error "
     "model.channel.is_valid.update_at.app_error "
     "model.emoji.update_at.app_error "
     "model.post.is_valid.update_at.app_error "
     "model.reaction.is_valid.update_at.app_error "
     "model.team.is_valid.update_at.app_error "
     "model.user.is_valid.update_at.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A time in the archive is missing or cannot be."),
     nullptr, Next::ArchiveLine},
});

} // namespace

std::span<const ImportErrorEntry> placeErrors()
{
    return entries;
}

} // namespace mmigrate
