import { randomInt } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { addClaimCode } from '../storage/claim-codes.ts'
import { ownersOf } from '../storage/people.ts'

/** Without letters that are mistaken for one another when read from a screen. */
const ALPHABET = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'
const CODE_LENGTH = 10
const CODE_LIFE_MS = 24 * 3_600_000

/**
 * Gives the one-time code with which the first owner proves to sit at this machine, while there is no
 * owner and none is named by the configuration. It goes to the terminal only, never to the log.
 */
export async function offerOwnership(
  deps: Pick<Deps, 'store' | 'clock' | 'settings'>,
): Promise<string | undefined> {
  if (deps.settings.owners.length > 0 || (await ownersOf(deps.store)).length > 0) return undefined
  const code = Array.from({ length: CODE_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(
    '',
  )
  await addClaimCode(deps.store, code, new Date(deps.clock.now().getTime() + CODE_LIFE_MS))
  return code
}
