import { createHash } from 'node:crypto'
import {
  type OaEvent,
  type OaMessageEvent,
  type OaPersonEvent,
  type OaReceiptEvent,
  parseOaEvent,
} from 'zalo-api-sdk-node'
import type { ChatType, Inbound, InboundEvent, UpdateKey } from '../channel.ts'
import { isListedGroup, type ListedGroup } from './zalo-oa-listed-group.ts'

/** What `encodeAction` makes; at most 64 characters of ASCII, so a press is told from words. */
const ACTION = /^~[!-~]{1,63}$/u

const CLOCKS_DIFFER_MS = 60_000

const UNKNOWN_MIME = 'application/octet-stream'

const MIME: Readonly<Record<string, string>> = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  txt: 'text/plain',
  odt: 'application/vnd.oasis.opendocument.text',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
}

/** Pure: the events of one update; unknown kinds give none. `oaId` tells our own id from a person's. */
export function parseZaloOa(update: unknown, oaId: string | null): Inbound[] {
  if (isListedGroup(update)) return [listedGroup(update)]
  const event = parseOaEvent(update)
  if (event === null) return []
  switch (event.kind) {
    case 'message':
      return event.from === 'oa' ? echo(event) : personMessage(event, oaId)
    case 'receipt':
      return receipt(event, oaId)
    case 'follow':
      return fromPerson(event.userId, event.at, { kind: 'standing', standing: 'member' })
    case 'unfollow':
      return fromPerson(event.userId, event.at, { kind: 'standing', standing: 'left' })
    case 'withdraw':
      return withdrawn(event)
    case 'group':
      return groupChange(event, oaId)
    case 'permission-revoked':
      return revoked(event, oaId)
    case 'anonymous-message':
    case 'reaction':
    case 'user-info':
    case 'tag':
    case 'chat-now':
    case 'call':
    case 'info-updated':
    case 'consent':
    case 'widget':
    case 'template':
    case 'unknown':
      return []
  }
}

/**
 * Messages by event and message id, as Zalo repeats them for two hours and as polling finds them again; other
 * events by name, time and subject. A group from the list by the time of the look, since only news is stored of it.
 */
export function keyOfZaloOa(update: unknown, oaId: string | null): UpdateKey | null {
  if (isListedGroup(update)) {
    const { group_id, at } = update
    return { dedupKey: `group:${group_id}:${at}`, orderKey: group_id, isFound: true }
  }
  const event = parseOaEvent(update)
  if (event === null) return null
  const { subject, orderKey } = placeOf(event, oaId)
  // Of the history, beside a webhook: that it was found does not show that the webhook lives.
  const isFound = (update as { found?: unknown }).found === true
  return { dedupKey: `${event.name}:${subject}`, orderKey, ...(isFound && { isFound }) }
}

function placeOf(
  event: OaEvent,
  oaId: string | null,
): { readonly subject: string; readonly orderKey: string } {
  const time = event.at.getTime()
  switch (event.kind) {
    case 'message':
      return {
        subject: event.messageId === '' ? hash(JSON.stringify(event.raw)) : event.messageId,
        orderKey: event.chat.id,
      }
    case 'receipt':
      return {
        subject: hash([...event.parties, ...event.messageIds].join('\0')),
        // After the echo of what it is for.
        orderKey: personOf(event, oaId) ?? 'account',
      }
    case 'follow':
    case 'unfollow':
    case 'withdraw':
      return { subject: `${time}:${event.userId}`, orderKey: event.userId }
    case 'group':
      return {
        subject: `${time}:${event.groupId}:${hash(event.userIds.join('\0'))}`,
        orderKey: event.groupId,
      }
    case 'anonymous-message':
    case 'reaction':
    case 'user-info':
    case 'tag':
    case 'chat-now':
    case 'call':
    case 'info-updated':
    case 'consent':
    case 'widget':
    case 'template':
    case 'permission-revoked':
    case 'unknown':
      return { subject: hash(JSON.stringify(event.raw)), orderKey: 'account' }
  }
}

function personMessage(event: OaMessageEvent, oaId: string | null): Inbound[] {
  const { messageId, what, quoteMessageId } = event
  const text = event.text.normalize('NFC')
  const quote = quoteMessageId === null ? {} : { replyTo: quoteMessageId }
  const put = (inbound: InboundEvent): Inbound => ({
    chat: chatOf(event),
    from: { externalId: event.senderId, name: event.senderName },
    at: event.at,
    event: inbound,
  })
  // What the account itself has sent comes under this name too.
  if (event.senderId === '' || event.senderId === oaId) return []
  // Only private chats have buttons; in a group such a text is somebody's own.
  if (what === 'text' && event.chat.type === 'person' && ACTION.test(text))
    return [put({ kind: 'press', pressId: messageId, action: text })]
  if (what === 'text' || what === 'link') {
    const words = [text, ...(what === 'link' ? event.attachments.map(({ url }) => url) : [])]
      .filter((part) => part !== null && part !== '')
      .join('\n')
    return words === '' ? [] : [put({ kind: 'text', text: words, messageId, ...quote })]
  }
  const files = what === 'file' || what === 'image' ? filesOf(event) : []
  const caption = text === '' ? {} : { caption: text }
  if (files.length === 0) return [put({ kind: 'unsupported', what, ...caption })]
  return files.map((file, index) =>
    put({ kind: 'file', file, messageId, ...(index === 0 && caption), ...quote }),
  )
}

function filesOf(event: OaMessageEvent): Extract<InboundEvent, { kind: 'file' }>['file'][] {
  return event.attachments.flatMap(({ url, name, size }, index) => {
    if (url === null) return []
    const fallback = event.what === 'image' ? `anh-${index + 1}.jpg` : `tep-${index + 1}`
    const shown = (name ?? nameInUrl(url) ?? fallback).normalize('NFC')
    return [{ ref: url, name: shown, mime: mimeOf(shown), size }]
  })
}

/** The history gives no names; an address that ends in a name with a known extension has one. */
function nameInUrl(url: string): string | null {
  try {
    const name = decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
    return mimeOf(name) === UNKNOWN_MIME ? null : name
  } catch {
    return null
  }
}

function mimeOf(name: string): string {
  return MIME[name.toLowerCase().split('.').at(-1) ?? ''] ?? UNKNOWN_MIME
}

function echo(event: OaMessageEvent): Inbound[] {
  const { messageId, text } = event
  if (messageId === '') return []
  return [{ chat: chatOf(event), at: event.at, event: { kind: 'echo', messageId, text } }]
}

function receipt(event: OaReceiptEvent, oaId: string | null): Inbound[] {
  const person = personOf(event, oaId)
  const { messageIds, receipt: kind } = event
  if (person === undefined || messageIds.length === 0) return []
  return [
    {
      chat: { externalId: person, type: 'private' },
      at: event.at,
      event: { kind: 'receipt', receipt: kind, messageIds },
    },
  ]
}

function personOf({ parties }: OaReceiptEvent, oaId: string | null): string | undefined {
  return parties.find((id) => id !== oaId)
}

function groupChange(event: Extract<OaEvent, { kind: 'group' }>, oaId: string | null): Inbound[] {
  const put = (standing: 'member' | 'left' | 'dissolved'): Inbound[] => [
    {
      chat: {
        externalId: event.groupId,
        type: 'group',
        ...(event.groupName === null ? {} : { title: event.groupName.normalize('NFC') }),
      },
      at: event.at,
      event: { kind: 'standing', standing },
    },
  ]
  if (event.groupId === '') return []
  switch (event.change) {
    case 'created':
    case 'updated':
    case 'joined':
      return put('member')
    case 'dissolved':
      return put('dissolved')
    case 'left':
      return oaId !== null && event.userIds.includes(oaId) ? put('left') : []
    case 'join-requested':
    case 'join-refused':
    case 'join-answered':
    case 'admin-added':
    case 'admin-removed':
      return []
  }
}

/** Without a sender: their name is not asked for once more. */
function withdrawn({ userId, at }: OaPersonEvent): Inbound[] {
  if (userId === '') return []
  const chat = { externalId: userId, type: 'private' } as const
  return [{ chat, at, event: { kind: 'withdraw' } }]
}

function revoked({ at }: OaEvent, oaId: string | null): Inbound[] {
  const chat = { externalId: oaId ?? '', type: 'private' } as const
  return [{ chat, at, event: { kind: 'revoked' } }]
}

function listedGroup(group: ListedGroup): Inbound {
  const enabled = group.status !== 'disabled'
  return {
    chat: { externalId: group.group_id, type: 'group', title: group.group_name.normalize('NFC') },
    // By our clock: an event of about the same time knows better.
    at: new Date(group.at - CLOCKS_DIFFER_MS),
    event: { kind: 'standing', standing: enabled ? 'member' : 'no-rights' },
  }
}

function fromPerson(userId: string, at: Date, event: InboundEvent): Inbound[] {
  if (userId === '') return []
  return [
    {
      chat: { externalId: userId, type: 'private' },
      from: { externalId: userId, name: '' },
      at,
      event,
    },
  ]
}

function chatOf({ chat }: OaMessageEvent): { externalId: string; type: ChatType } {
  return { externalId: chat.id, type: chat.type === 'group' ? 'group' : 'private' }
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22)
}
