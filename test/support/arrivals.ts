import type { EmulatorControl } from './emulator-control.ts'

const PLATFORMS = ['telegram', 'zalo-oa', 'zalo-bot']

/**
 * How often a message with this beginning (no signs of a pattern) arrived in each chat, counted from the platforms' own log of
 * calls: whether the service heard the answer does not matter. A long message counts by its first part.
 */
export async function arrivalsOf(
  control: EmulatorControl,
  beginning: string,
): Promise<Map<string, number>> {
  // The log holds the start of a call's words, in some calls as JSON within JSON.
  const words = new RegExp(`"text\\\\*":\\\\*"(?:\\(1/\\d+\\)\\\\+n)?${beginning}`)
  const calls = (await Promise.all(PLATFORMS.map((name) => control.calls(name)))).flat()
  const counts = new Map<string, number>()
  for (const { method, chatId, ok, payload } of calls)
    if (ok && chatId !== null && !/edit/i.test(method) && words.test(JSON.stringify(payload)))
      counts.set(chatId, (counts.get(chatId) ?? 0) + 1)
  return counts
}
