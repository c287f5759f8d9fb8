import { z } from 'zod'

// Only the fields that are read, https://core.telegram.org/bots/api#available-types. Ids have at most 52
// significant bits, so numbers hold them.
const id = z.number().int()
const shortText = z.string().transform((text) => text.slice(0, 512))

const chat = z.object({
  id,
  type: z.enum(['private', 'group', 'supergroup', 'channel']),
  title: shortText.optional(),
})
export type TelegramChat = z.infer<typeof chat>

const user = z.object({
  id,
  is_bot: z.boolean(),
  first_name: shortText,
  last_name: shortText.optional(),
})
export type TelegramUser = z.infer<typeof user>

const size = z.number().nonnegative().optional()
const fileFields = z.object({ file_id: z.string().min(1).max(512), file_size: size })

const message = z.object({
  message_id: id,
  date: z.number().int(),
  chat,
  from: user.optional(),
  // Set where it is sent for a chat, and `from` is then made up: the group itself for an administrator who writes as “anonymous”,
  // the channel for its post in the group that is linked to it.
  sender_chat: z.object({ id }).optional().catch(undefined),
  reply_to_message: z.object({ message_id: id, from: z.object({ id }).optional() }).optional(),
  // In a topic a message that replies to none replies to the one that opened it; elsewhere a thread is no topic.
  is_topic_message: z.boolean().optional(),
  message_thread_id: id.optional(),
  external_reply: z.unknown().optional(),
  text: z.string().max(65_536).optional(),
  caption: z.string().max(65_536).optional(),
  document: fileFields
    .extend({ file_name: shortText.optional(), mime_type: shortText.optional() })
    .optional(),
  photo: z
    .array(fileFields.extend({ width: z.number(), height: z.number() }))
    .max(32)
    .optional(),
  animation: z.unknown().optional(),
  migrate_to_chat_id: id.optional(),
  migrate_from_chat_id: id.optional(),
})
export type TelegramMessage = z.infer<typeof message>

const callbackQuery = z.object({
  id: z.string().min(1).max(128),
  from: user,
  // An old message comes as an inaccessible one: chat, id and date 0 only.
  message: z
    .object({
      message_id: id,
      chat,
      date: z.number().int().catch(0),
      is_topic_message: z.boolean().optional().catch(undefined),
      message_thread_id: id.optional().catch(undefined),
    })
    .optional(),
  data: z.string().max(256).optional(),
})
export type TelegramPress = z.infer<typeof callbackQuery>

const myChatMember = z.object({
  chat,
  from: user,
  date: z.number().int(),
  new_chat_member: z.object({
    status: z.string().max(64),
    is_member: z.boolean().optional(),
    can_send_messages: z.boolean().optional(),
  }),
})
export type TelegramMembership = z.infer<typeof myChatMember>

const updateId = z.object({ update_id: z.number().int().nonnegative() })

/** What is used of one update; a part that is not as documented is treated as absent. */
export const updateSchema = updateId.extend({
  message: message.optional().catch(undefined),
  edited_message: message.optional().catch(undefined),
  callback_query: callbackQuery.optional().catch(undefined),
  my_chat_member: myChatMember.optional().catch(undefined),
})

/** The kinds of updates that we ask for; an empty list would mean "the default". */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
] as const
