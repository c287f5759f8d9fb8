import { readFile } from 'node:fs/promises'
import { basename, extname } from 'node:path'
import type { Person } from '../../src/sandbox/emulators/emulator-types.ts'
import type { EmulatorControl, ShownMessage } from './emulator-control.ts'
import { waitUntil } from './wait-until.ts'

interface Place {
  /** The group; absent: the private chat with the bot. */
  readonly in?: string
}

/** What a person does with the telephone and sees on it. */
export interface Phone {
  says(text: string, options?: Place & { replyTo?: ShownMessage }): Promise<void>
  /** Sends a file from the disk in private. */
  attaches(path: string): Promise<void>
  /**
   * Presses a button of the newest message that has it. Gives the toast once the bot has answered, or
   * undefined when none comes within five seconds.
   */
  presses(label: string, options?: Place & { on?: RegExp }): Promise<string | undefined>
  /** Waits for words of the bot that came, or were changed, after the person's last own act there. */
  sees(words: RegExp, options?: Place & { limitMs?: number }): Promise<ShownMessage>
  /** All that the bot has said there, oldest first. */
  all(options?: Place): Promise<ShownMessage[]>
}

const MIME: Readonly<Record<string, string>> = {
  '.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** The telephone of a person of the emulated platforms, with the app that is given open, or else the first. */
export function phoneOf(control: EmulatorControl, person: Person, app?: string): Phone {
  const home = Object.entries(person.accounts)
    .filter(([name]) => app === undefined || name === app)
    .map(([name, id]) => `${name}:${id}`)[0]
  const marks = new Map<string, { seq: number; at: number }>()
  const placeOf = (options: Place | undefined): string => options?.in ?? home ?? ''
  const read = (chatId: string): Promise<ShownMessage[]> => control.messages(chatId, person.id)
  const mark = async (chatId: string): Promise<void> => {
    const seq = (await read(chatId)).at(-1)?.seq ?? 0
    marks.set(chatId, { seq, at: Date.now() })
  }
  const isNew = (chatId: string, { seq, edited }: ShownMessage): boolean => {
    const last = marks.get(chatId) ?? { seq: 0, at: 0 }
    return seq > last.seq || (edited !== undefined && Number(edited) >= last.at)
  }
  return {
    says: async (text, options) => {
      const chatId = placeOf(options)
      await mark(chatId)
      const replyTo = options?.replyTo && { replyTo: options.replyTo.key }
      await control.say({ as: person.id, chatId, text, ...replyTo })
    },
    attaches: async (path) => {
      const chatId = placeOf(undefined)
      await mark(chatId)
      const base64 = (await readFile(path)).toString('base64')
      const file = { name: basename(path), mime: MIME[extname(path)] ?? 'text/plain', base64 }
      await control.say({ as: person.id, chatId, file })
    },
    presses: async (label, options) => {
      const chatId = placeOf(options)
      const found = await waitUntil(`${person.id} finds the button ${label}`, async () =>
        findButton(await read(chatId), label, options?.on),
      )
      await mark(chatId)
      return (await control.press({ as: person.id, ...found })).toast?.text
    },
    sees: async (words, options) => {
      const chatId = placeOf(options)
      const seen = await waitUntil(
        `${person.id} sees ${words}`,
        async () =>
          (await read(chatId)).findLast(
            (message) => message.from.bot && isNew(chatId, message) && words.test(message.text),
          ),
        options?.limitMs,
      ).catch(async (error: unknown) => {
        const last = (await read(chatId)).slice(-4).map(({ text }) => text.slice(0, 300))
        throw new Error(`${String(error)}; the chat ends with:\n${last.join('\n---\n')}`)
      })
      return seen
    },
    all: async (options) => (await read(placeOf(options))).filter(({ from }) => from.bot),
  }
}

/** Where the newest button with these words is; emoji, ticks and counts around them do not matter. */
function findButton(
  messages: readonly ShownMessage[],
  label: string,
  on: RegExp | undefined,
): { messageKey: string; button: { row: number; column: number } } | undefined {
  const cards = messages.filter(
    (_, index) => on === undefined || on.test(wholeText(messages, index)),
  )
  for (const { key, buttons } of cards.reverse())
    for (const [row, line] of (buttons ?? []).entries()) {
      const column = line.findIndex(({ text }) => wordsOf(text) === label)
      if (column >= 0) return { messageKey: key, button: { row, column } }
    }
  return undefined
}

/** A long card comes in parts, with its buttons under the last: all of its words up to this part. */
function wholeText(messages: readonly ShownMessage[], index: number): string {
  const { text = '' } = messages[index] ?? {}
  const part = Number(/^\((\d+)\/\d+\)\n/.exec(text)?.[1] ?? 1)
  return messages
    .slice(Math.max(0, index - part + 1), index + 1)
    .map((one) => one.text)
    .join('\n')
}

function wordsOf(label: string): string {
  return label.replace(/^[^\p{L}\p{N}]+/u, '').replace(/\s*(?:·.*|\([^()]*\))$/u, '')
}
