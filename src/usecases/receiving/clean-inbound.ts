import type { Inbound, InboundEvent } from '../../channels/channel.ts'
import { isBlank } from '../../domain/text/is-blank.ts'
import { oneLine, storableText } from '../../domain/text/storable-text.ts'

const NAME_MAX = 200
const FILE_NAME_MAX = 150
const MIME_MAX = 100

/**
 * What came in, fit to be stored and shown: no character that a database refuses, names and titles in one
 * line of a length that a card can hold. Platforms promise this of their own fields and have broken it.
 */
export function cleanInbound(inbound: Inbound): Inbound {
  const { chat, from } = inbound
  return {
    ...inbound,
    chat: {
      ...chat,
      ...(chat.title !== undefined && { title: oneLine(chat.title, NAME_MAX) }),
    },
    ...(from && { from: { ...from, name: cleanName(from.name) } }),
    event: cleanEvent(inbound.event),
  }
}

/** A display name in one line of bounded length. Whose name shows nothing has none, and is asked for it. */
export function cleanName(name: string): string {
  return isBlank(name) ? '' : oneLine(name, NAME_MAX)
}

function cleanEvent(event: InboundEvent): InboundEvent {
  switch (event.kind) {
    case 'text':
      return { ...event, text: storableText(event.text), ...cleanReply(event) }
    case 'file':
      return {
        ...event,
        ...cleanCaption(event),
        ...cleanReply(event),
        file: {
          ...event.file,
          name: cleanFileName(event.file.name),
          mime: oneLine(event.file.mime, MIME_MAX),
        },
      }
    case 'press':
    case 'standing':
    case 'migrated':
    case 'receipt':
    case 'echo':
    case 'withdraw':
    case 'revoked':
      return event
    case 'unsupported':
      return { ...event, ...cleanCaption(event) }
  }
}

function cleanCaption({ caption }: { readonly caption?: string }): { caption?: string } {
  return caption === undefined ? {} : { caption: storableText(caption) }
}

function cleanReply({ replyTo }: { readonly replyTo?: string }): { replyTo?: string } {
  return replyTo === undefined ? {} : { replyTo: storableText(replyTo) }
}

/** A long name is cut before its ending, which says what the file is. */
function cleanFileName(name: string): string {
  const ending = /\.[A-Za-z0-9]{1,8}$/u.exec(name.trim())?.[0] ?? ''
  const stem = name.trim().slice(0, name.trim().length - ending.length)
  return `${oneLine(stem, FILE_NAME_MAX)}${ending}`
}
