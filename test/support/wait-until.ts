import { setTimeout as sleep } from 'node:timers/promises'

/** Waits, within limits, until `look` finds something; says what was waited for when it does not come. */
export async function waitUntil<T>(
  what: string,
  look: () => Promise<T | undefined | null | false> | T | undefined | null | false,
  limitMs = 60_000,
  everyMs = 100,
): Promise<T> {
  const deadline = Date.now() + limitMs
  for (;;) {
    const found = await look()
    if (found) return found
    if (Date.now() > deadline) throw new Error(`did not happen within ${limitMs} ms: ${what}`)
    await sleep(everyMs)
  }
}
