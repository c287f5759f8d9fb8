import type { OaHistoryRow } from 'zalo-api-sdk-node'

const NAMES: Readonly<Record<string, string>> = {
  text: 'text',
  photo: 'image',
  image: 'image',
  file: 'file',
  link: 'link',
  links: 'link',
  gif: 'gif',
  sticker: 'sticker',
  voice: 'audio',
  audio: 'audio',
  video: 'video',
  location: 'location',
}

/** The chat a row belongs to: the group, or whoever is not the account. */
export function chatOfRow(row: OaHistoryRow): string {
  if (row.groupId !== null) return row.groupId
  return row.from === 'person' ? row.fromId : row.toId
}

/** What tells a row from the next of its chat, also where Zalo gives it no id. */
export function idOfRow({ messageId, time }: OaHistoryRow): string {
  return messageId === '' ? String(time) : messageId
}

/**
 * A row of the history in the form of a webhook event, so that both roads end in one parser and one key: a message
 * that came by webhook and is found again in the history is the same message.
 */
export function historyUpdate(row: OaHistoryRow): Readonly<Record<string, unknown>> {
  const what = NAMES[row.type.toLowerCase()] ?? 'other'
  const side = row.from === 'person' ? 'user' : 'oa'
  const attachments =
    row.url === null ? {} : { attachments: [{ type: what, payload: { url: row.url } }] }
  return {
    event_name: `${side}_send_${row.groupId === null ? '' : 'group_'}${what}`,
    timestamp: String(row.time),
    sender: { id: row.fromId, name: row.fromName },
    recipient: { id: row.groupId ?? row.toId },
    message: {
      msg_id: row.messageId,
      text: row.text,
      ...(row.quoteMessageId !== null && { quote_msg_id: row.quoteMessageId }),
      ...attachments,
    },
  }
}

/** When a person wrote what `historyUpdate` made of a row, in milliseconds since 1970; null: it is ours. */
export function saidAt(update: unknown): number | null {
  const { event_name: name, timestamp } = update as ReturnType<typeof historyUpdate>
  return String(name).startsWith('user_') ? Number(timestamp) : null
}
