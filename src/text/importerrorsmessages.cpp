// SPDX-FileCopyrightText: The mmigrate authors
// SPDX-License-Identifier: Apache-2.0

#include "text/importerrortable.h"

#include <QtGlobal>

#include <array>

namespace mmigrate {

namespace {

using Next = ImportErrorNext;

// Messages, replies, reactions, their files, emoji.
constexpr auto entries = std::to_array<ImportErrorEntry>({
    {"app.import.validate_post_import_data.team_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message in the archive belongs to no team."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.channel_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message in the archive belongs to no channel."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_post_import_data.user_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message in the archive has no author."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.message_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message in the archive has no text."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Even a message that only has files needs a text, if an empty one."),
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.message_length.error "
     "model.post.is_valid.message_length.app_error "
     "model.post.is_valid.msg.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message is longer than the destination allows."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Most servers take 16,383 characters. Old databases take 4,000."),
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.create_at_missing.error "
     "app.import.validate_post_import_data.create_at_zero.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message in the archive has no time."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.props_too_large.error "
     "model.post.is_valid.props.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "What belongs to a message, such as a card of another "
                                          "program, is longer than the destination allows."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Servers before 6.0 take 8,000 characters, later ones a hundred times as much."),
     Next::NewerServer},
    {"app.import.validate_post_import_data.attachment.error "
     "app.import.validate_reply_import_data.attachment.error "
     "app.import.validate_direct_post_import_data.attachment.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "A message names a file at a place where no file of an archive may be[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name leads out of the archive's folder of files."),
     Next::ArchiveLine},
    {"app.import.validate_post_import_data.thread_follower.error "
     "app.import.validate_direct_post_import_data.thread_follower.error "
     "app.import.validate_thread_follower_data.empty.error "
     "app.import.validate_thread_follower_data.user_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive does not tell who follows a discussion."),
     nullptr, Next::ArchiveLine},
    {"app.import.import_post.channel_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A message belongs to a channel that is not there[: \"{channel}\"]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive does not have the channel, for instance "
                                          "because it was archived at the source."),
     Next::ArchiveLine},
    {"app.import.import_post.user_not_found.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A message is of somebody who is not there[: \"{user}\"]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The archive does not have that person."),
     Next::ArchiveLine},
    {"app.import.import_post.save_preferences.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not save that somebody keeps a message."),
     nullptr, Next::ServerLog},
    {"app.import.validate_reply_import_data.user_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reply in the archive has no author."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_reply_import_data.message_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reply in the archive has no text."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_reply_import_data.message_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reply is longer than the destination allows."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Most servers take 16,383 characters. Old databases take 4,000."),
     Next::ArchiveLine},
    {"app.import.validate_reply_import_data.create_at_missing.error "
     "app.import.validate_reply_import_data.create_at_zero.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reply in the archive has no time."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_reply_import_data.create_at_before_parent.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reply is older than the message that it answers."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Servers before 7.0 stop there, newer ones put the time right."),
     Next::ArchiveLine},
    {"app.import.validate_reaction_import_data.user_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reaction in the archive is of nobody."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ArchiveLine},
    {"app.import.validate_reaction_import_data.emoji_name_missing.error "
     "app.import.validate_reaction_import_data.emoji_name_length.error "
     "model.reaction.is_valid.emoji_name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The emoji of a reaction has no name, or one that is not allowed."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ArchiveLine},
    {"app.import.validate_reaction_import_data.create_at_missing.error "
     "app.import.validate_reaction_import_data.create_at_zero.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reaction in the archive has no time."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ArchiveLine},
    {"app.import.validate_reaction_import_data.create_at_before_parent.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reaction is older than its message."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ArchiveLine},
    {"model.reaction.is_valid.post_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A reaction belongs to no message."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ArchiveLine},
    {"app.reaction.save.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a reaction."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A reaction is the emoji that somebody puts below a message."),
     Next::ServerLog},
    {"app.import.validate_direct_post_import_data.channel_members_required.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A direct message in the archive names nobody who takes part."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_direct_post_import_data.user_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A direct message in the archive has no author."),
     nullptr, Next::ArchiveLine},
    {"app.import.validate_direct_post_import_data.message_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A direct message in the archive has no text."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_direct_post_import_data.message_length.error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A direct message is longer than the destination allows."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Most servers take 16,383 characters. Old databases take 4,000."),
     Next::ArchiveLine},
    {"app.import.validate_direct_post_import_data.create_at_missing.error "
     "app.import.validate_direct_post_import_data.create_at_zero.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A direct message in the archive has no time."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_direct_post_import_data.unknown_flagger.error",
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "Somebody keeps a message of a conversation without taking part in it[: {user}]."),
     nullptr, Next::ArchiveLine},
    {"app.post.get_posts_created_at.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not look for messages that it has already."),
     nullptr, Next::ServerLog},
    {"app.post.save.app_error "
     "app.post.overwrite.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a message."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Something is wrong with its database, or with the message."),
     Next::ServerLog},
    {"app.post.save.existing.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination found a message that it was about to make."),
     nullptr, Next::ServerLog},
    {"app.post.save.thread_membership.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination could not save who follows a discussion."),
     nullptr, Next::ServerLog},
    {"model.post.is_valid.file_ids.app_error "
     "model.post.is_valid.filenames.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A message has more files than the destination allows."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Servers take 5 or 10 files with one message."),
     Next::ArchiveLine},
    {"model.post.is_valid.hashtags.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A message has more words with a # than the destination can keep."),
     nullptr, Next::ArchiveLine},
    {"model.post.is_valid.original_id.app_error "
     "model.post.is_valid.parent_id.app_error "
     "model.post.is_valid.root_id.app_error "
     "model.post.is_valid.root_parent.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "The destination does not know which message a reply answers."),
     nullptr, Next::ArchiveLine},
    {"api.file.upload_file.large_image.app_error "
     "api.file.upload_file.large_image_detailed.app_error "
     "app.upload.upload_data.large_image.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "A picture has more pixels than the destination takes[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "Each server has such a limit (setting MaxImageResolution)."),
     Next::ChangeSetting},
    {"api.file.upload_file.too_large_detailed.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText",
                       "An attached file is larger than the destination takes[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Each server has such a limit (setting MaxFileSize)."),
     Next::RaiseLimit},
    {"api.file.upload_file.storage.app_error "
     "api.file.no_driver.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server has no place where it keeps files."),
     QT_TRANSLATE_NOOP("ImportErrorText", "Its administrator has not set one up."),
     Next::ChangeSetting},
    {"app.file_info.get.gif.app_error "
     "model.file_info.get.gif.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A moving picture cannot be read as a picture."),
     QT_TRANSLATE_NOOP("ImportErrorText", "It is damaged."), Next::ArchiveLine},
    {"app.file_info.save.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not note a file of a message."),
     nullptr, Next::ServerLog},
    {"model.file_info.is_valid.create_at.app_error "
     "model.file_info.is_valid.path.app_error "
     "model.file_info.is_valid.post_id.app_error "
     "model.file_info.is_valid.update_at.app_error "
     "model.file_info.is_valid.user_id.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination refused its own note about a file."),
     nullptr, Next::ServerLog},
    {"app.import.validate_emoji_import_data.empty.error "
     "app.import.validate_emoji_import_data.name_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A custom emoji in the archive has no name."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_emoji_import_data.image_missing.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A custom emoji in the archive has no picture."), nullptr,
     Next::ArchiveLine},
    {"app.import.validate_emoji_import_data.invalid_image_path.error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The picture of an emoji is named at a place where no "
                                          "file of an archive may be[: {path}]."),
     QT_TRANSLATE_NOOP("ImportErrorText", "The name leads out of the archive's folder of files."),
     Next::ArchiveLine},
    {"model.emoji.name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The name of a custom emoji is not allowed."),
     QT_TRANSLATE_NOOP(
         "ImportErrorText",
         "It may have letters, digits, plus signs, hyphens and underscores only, at most 64. On "
         "old servers it must not be the name of a built-in emoji either."),
     Next::ArchiveLine},
    {"model.emoji.system_emoji_name.app_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "A custom emoji has the name of a built-in one."),
     nullptr, Next::ArchiveLine},
    {"api.emoji.create.internal_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The destination could not save a custom emoji."),
     nullptr, Next::ServerLog},
    {"app.emoji.get_by_name.app_error "
     "app.emoji.get_list.internal_error",
     QT_TRANSLATE_NOOP("ImportErrorText", "The server could not read its custom emoji."), nullptr,
     Next::ServerLog},
});

} // namespace

std::span<const ImportErrorEntry> messageErrors()
{
    return entries;
}

} // namespace mmigrate
