// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "core/api/serverwords_p.h"

#include <array>

namespace mmigrate {

namespace {

// What the database refuses to keep.
constexpr auto words = std::to_array<ServerWordsRow>({
    {"Invalid create at", "model.bot.is_valid.create_at.app_error"},
    {"Invalid creator id", "model.bot.is_valid.creator_id.app_error "
                           "model.channel.is_valid.creator_id.app_error "
                           "model.emoji.user_id.app_error"},
    {"Invalid description", "model.bot.is_valid.description.app_error "
                            "model.team.is_valid.description.app_error"},
    {"Invalid update at", "model.bot.is_valid.update_at.app_error"},
    {"Invalid user id", "model.bot.is_valid.user_id.app_error "
                        "model.channel_member.is_valid.user_id.app_error "
                        "model.post.is_valid.user_id.app_error "
                        "model.preference.is_valid.id.app_error "
                        "model.reaction.is_valid.user_id.app_error "
                        "model.team_member.is_valid.user_id.app_error "
                        "model.user.is_valid.id.app_error"},
    {"Invalid username", "model.bot.is_valid.username.app_error"},
    {"Name must be 1 or more", "model.channel.is_valid.1_or_more.app_error"},
    {"Name must be 2 or more", "model.channel.is_valid.2_or_more.app_error "
                               "model.team.is_valid.characters.app_error"},
    {"color cannot be empty",
     "model.channel.is_valid.banner_info.background_color.empty.app_error"},
    {"banner color must be",
     "model.channel.is_valid.banner_info.background_color.invalid.app_error"},
    {"and Private channels", "model.channel.is_valid.banner_info.channel_type.app_error"},
    {"text cannot be empty", "model.channel.is_valid.banner_info.text.empty.app_error"},
    {"Max allowed length is", "model.channel.is_valid.banner_info.text.invalid_length.app_error"},
    {"Create at must be a valid", "model.channel.is_valid.create_at.app_error "
                                  "model.emoji.create_at.app_error "
                                  "model.post.is_valid.create_at.app_error "
                                  "model.reaction.is_valid.create_at.app_error "
                                  "model.team.is_valid.create_at.app_error "
                                  "model.user.is_valid.create_at.app_error"},
    {"Invalid display name", "model.channel.is_valid.display_name.app_error"},
    {"Invalid header", "model.channel.is_valid.header.app_error"},
    {"Invalid Id", "model.channel.is_valid.id.app_error "
                   "model.post.is_valid.id.app_error "
                   "model.team.is_valid.id.app_error"},
    {"a hexadecimal format", "model.channel.is_valid.name.app_error"},
    {"Invalid channel name", "model.channel.is_valid.name.app_error"},
    {"Invalid purpose", "model.channel.is_valid.purpose.app_error"},
    {"Invalid type", "model.channel.is_valid.type.app_error "
                     "model.post.is_valid.type.app_error "
                     "model.team.is_valid.type.app_error"},
    {"Update at must be a valid", "model.channel.is_valid.update_at.app_error "
                                  "model.emoji.update_at.app_error "
                                  "model.post.is_valid.update_at.app_error "
                                  "model.reaction.is_valid.update_at.app_error "
                                  "model.team.is_valid.update_at.app_error "
                                  "model.user.is_valid.update_at.app_error"},
    {"Invalid channel-auto-follow-threads value",
     "model.channel_member.is_valid.channel_auto_follow_threads_value.app_error"},
    {"Invalid channel id", "model.channel_member.is_valid.channel_id.app_error "
                           "model.post.is_valid.channel_id.app_error"},
    {"email notification value", "model.channel_member.is_valid.email_value.app_error"},
    {"Invalid ignore channel",
     "model.channel_member.is_valid.ignore_channel_mentions_value.app_error"},
    {"Invalid notify level", "model.channel_member.is_valid.notify_level.app_error"},
    {"Notify props size limit", "model.channel_member.is_valid.notify_props.app_error"},
    {"push notification level", "model.channel_member.is_valid.push_level.app_error"},
    {"channel member roles", "model.channel_member.is_valid.roles_limit.app_error"},
    {"Invalid mark unread level", "model.channel_member.is_valid.unread_level.app_error"},
    {"Invalid emoji id", "model.emoji.id.app_error"},
    {"Name must be 1 to 64", "model.emoji.name.app_error"},
    {"with existing system", "model.emoji.system_emoji_name.app_error"},
    {"Invalid value for create_at", "model.file_info.is_valid.create_at.app_error"},
    {"Invalid value for id", "model.file_info.is_valid.id.app_error"},
    {"Invalid value for path", "model.file_info.is_valid.path.app_error"},
    {"Invalid value for post_id", "model.file_info.is_valid.post_id.app_error"},
    {"Invalid value for update_at", "model.file_info.is_valid.update_at.app_error"},
    {"Invalid value for user_id", "model.file_info.is_valid.user_id.app_error"},
    {"additional posts for", "model.post.is_valid.file_ids.app_error"},
    {"Invalid filenames", "model.post.is_valid.filenames.app_error"},
    {"Invalid hashtags", "model.post.is_valid.hashtags.app_error"},
    {"Invalid message", "model.post.is_valid.msg.app_error"},
    {"Invalid original id", "model.post.is_valid.original_id.app_error"},
    {"Invalid parent id", "model.post.is_valid.parent_id.app_error"},
    {"Invalid props.", "model.post.is_valid.props.app_error"},
    {"Invalid root id", "model.post.is_valid.root_id.app_error"},
    {"Invalid root ID must", "model.post.is_valid.root_parent.app_error"},
    {"Invalid category", "model.preference.is_valid.category.app_error"},
    {"value for limit_visible_dms_gms",
     "model.preference.is_valid.limit_visible_dms_gms.app_error"},
    {"Invalid name", "model.preference.is_valid.name.app_error "
                     "model.team.is_valid.name.app_error"},
    {"Invalid theme", "model.preference.is_valid.theme.app_error"},
    {"Value is too long", "model.preference.is_valid.value.app_error"},
    {"Invalid emoji name", "model.reaction.is_valid.emoji_name.app_error"},
    {"Invalid post id", "model.reaction.is_valid.post_id.app_error"},
    {"Invalid scheme.", "model.scheme.is_valid.app_error"},
    {"Invalid company name", "model.team.is_valid.company.app_error"},
    {"Invalid allowed domains", "model.team.is_valid.domains.app_error"},
    {"Invalid email.", "model.team.is_valid.email.app_error "
                       "model.user.is_valid.email.app_error"},
    {"Invalid invite id", "model.team.is_valid.invite_id.app_error"},
    {"is unavailable. Please", "model.team.is_valid.reserved.app_error"},
    {"Invalid URL Identifier", "model.team.is_valid.url.app_error"},
    {"team member roles longer", "model.team_member.is_valid.roles_limit.app_error"},
    {"Invalid team ID", "model.team_member.is_valid.team_id.app_error"},
    {"Invalid auth data", "model.user.is_valid.auth_data.app_error"},
    {"and auth data cannot", "model.user.is_valid.auth_data_pwd.app_error"},
    {"user, auth data must", "model.user.is_valid.auth_data_type.app_error"},
    {"data can only be set", "model.user.is_valid.auth_data_type.app_error"},
    {"Invalid first name", "model.user.is_valid.first_name.app_error"},
    {"Invalid props (custom", "model.user.is_valid.invalidProperty.app_error"},
    {"Invalid last name", "model.user.is_valid.last_name.app_error"},
    {"Invalid locale", "model.user.is_valid.locale.app_error"},
    {"encode field to JSON", "model.user.is_valid.marshal.app_error"},
    {"Invalid nickname", "model.user.is_valid.nickname.app_error"},
    {"characters due to the", "model.user.is_valid.password_limit.app_error"},
    {"position: must not be", "model.user.is_valid.position.app_error"},
    {"password must contain at least",
     "model.user.is_valid.pwd.app_error "
     "model.user.is_valid.pwd_lowercase.app_error "
     "model.user.is_valid.pwd_lowercase_number.app_error "
     "model.user.is_valid.pwd_lowercase_number_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_number.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_number_symbol.app_error "
     "model.user.is_valid.pwd_lowercase_uppercase_symbol.app_error "
     "model.user.is_valid.pwd_min_length.app_error "
     "model.user.is_valid.pwd_number.app_error "
     "model.user.is_valid.pwd_number_symbol.app_error "
     "model.user.is_valid.pwd_symbol.app_error "
     "model.user.is_valid.pwd_uppercase.app_error "
     "model.user.is_valid.pwd_uppercase_number.app_error "
     "model.user.is_valid.pwd_uppercase_number_symbol.app_error "
     "model.user.is_valid.pwd_uppercase_symbol.app_error"},
    {"contain no more than", "model.user.is_valid.pwd_max_length.app_error"},
    {"user roles longer than", "model.user.is_valid.roles_limit.app_error"},
    {"model.user.is_valid.timezone_limit.app_error",
     "model.user.is_valid.timezone_limit.app_error"},
    {"contain between 3 to", "model.user.is_valid.username.app_error"},
});

} // namespace

std::span<const ServerWordsRow> ruleWords()
{
    return words;
}

} // namespace mmigrate
