import { randomInt } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { addClaimCode } from '../storage/claim-codes.ts'
import { hasActingOwner } from '../storage/officers.ts'

/** Without letters that are mistaken for one another when read from a screen. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 10
const CODE_LIFE_MS = 24 * 3_600_000

/**
 * Gives the one-time code with which an owner proves to sit at this machine, while there is none with an
 * account and none is named by the configuration: a roll may name one who can do nothing. It goes to the
 * terminal only, never to the log. Undefined also without any bot, because nobody could send it.
 */
export async function offerOwnership(
  deps: Pick<Deps, 'store' | 'clock' | 'settings' | 'channels'>,
): Promise<string | undefined> {
  const { channels } = deps
  if (channels.all().length + channels.awaited().length === 0) return undefined
  if (deps.settings.owners.length > 0 || (await hasActingOwner(deps.store))) return undefined
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
    '',
  )
  await addClaimCode(deps.store, code, new Date(deps.clock.now().getTime() + CODE_LIFE_MS))
  return code
}
