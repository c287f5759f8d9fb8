import type { MessageFileRef } from '../domain/file.ts'
import type { Locale } from '../domain/locale.ts'

/**
 * What the bot wants to say, without a platform. Text is plain: a renderer escapes it, neutralises
 * mentions in it and cuts it at its platform's limits.
 */
export interface Message {
  readonly blocks: readonly Block[]
  /** Rows of buttons under the words. A platform without buttons shows them as a numbered list. */
  readonly buttons?: readonly (readonly Button[])[]
  /** Something else is to be chosen in the chat, so that what is typed means a choice of this one only in reply to it. */
  readonly inReply?: true
  /** Of the notice that the choices are about: with it their words mean them, whatever else is to be chosen. */
  readonly code?: string
  /** In which the line above numbered choices is written; absent: Vietnamese. */
  readonly locale?: Locale
  /** The part of the chat (a topic) in which it answers; absent: where the chat's notices go. */
  readonly thread?: string
  /** Documents that go with the message, each as a part of its own after the words. */
  readonly files?: readonly MessageFileRef[]
}

/** `whereAddressed` stands for the text in a group in which the platform passes on only what replies to the bot or names it. */
export type Block =
  /** The first line, shown in bold. */
  | { readonly kind: 'title'; readonly text: string }
  /** A paragraph; a line break inside it stays. */
  | { readonly kind: 'text'; readonly text: string; readonly whereAddressed?: string }
  /** `name: value`, the name in bold. */
  | { readonly kind: 'field'; readonly name: string; readonly value: string }
  /** Lines that may hold words of others, so no command in them can be touched; `commands`: all are our own, and theirs can. */
  | {
      readonly kind: 'list'
      readonly items: readonly string[]
      readonly ordered?: boolean
      readonly commands?: true
    }
  /** Verbatim words of an official text; a platform may fold a long one. */
  | { readonly kind: 'quote'; readonly text: string }
  /** Small print, shown in italics. */
  | { readonly kind: 'note'; readonly text: string; readonly whereAddressed?: string }

export interface Button {
  /** The whole text of the button: an optional leading emoji, the words, an optional count in brackets. */
  readonly label: string
  /** Whole, where the label is a short form of it or was cut: who types it means the button too. */
  readonly name?: string
  /** What a press means, from `encodeAction`; at most 64 bytes of ASCII (Telegram's callback_data). */
  readonly action?: string
  /** A link instead of an action. */
  readonly url?: string
}

/** A message of paragraphs only. */
export function plainMessage(...paragraphs: string[]): Message {
  return { blocks: paragraphs.map((text) => ({ kind: 'text', text })) }
}

/** A paragraph to be spread among others, none where there is nothing to say: `...paragraph('note', rest > 0 && more)`. */
export function paragraph(kind: 'text' | 'note', text: string | false | null | undefined): Block[] {
  return text ? [{ kind, text }] : []
}

/** The buttons side by side, so many in a row. */
export function inRowsOf(size: number, buttons: readonly Button[]): Button[][] {
  return Array.from({ length: Math.ceil(buttons.length / size) }, (_, row) =>
    buttons.slice(row * size, (row + 1) * size),
  )
}
