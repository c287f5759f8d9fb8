import { type OaGroup, type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import { sleepFor } from '../sleep.ts'
import { storeUntilTaken } from '../store-until-taken.ts'
import { listedGroupUpdate } from './zalo-oa-listed-group.ts'
import { listedGroups } from './zalo-oa-lists.ts'
import type { OaLookOptions } from './zalo-oa-look.ts'

const EVERY_MS = 3_600_000
const RETRY_MS = 60_000

/** What each group was found like the last time. */
type Findings = Map<string, string>

/** What is known of the account's groups, for the channel's health. */
export interface OaGroupState {
  hasGroups: boolean
}

/**
 * Looks once an hour which groups the account has, and stores what is new: of each group the first finding, every
 * change, and once a day what has stayed, because a send may have found something else meanwhile. What was found before
 * a restart is not known any more and is stored once more. Ends with the signal.
 */
export async function watchGroups(
  account: OfficialAccount,
  state: OaGroupState,
  options: OaLookOptions,
): Promise<void> {
  const { signal, log, sleep = sleepFor } = options
  const findings: Findings = new Map()
  while (!signal.aborted) {
    try {
      await storeGroups(account, findings, options)
      state.hasGroups = findings.size > 0
      await sleep(EVERY_MS, signal)
    } catch (error) {
      if (!(error instanceof ZaloError)) throw error
      if (signal.aborted) return
      log.warn({ reason: error.message }, 'zalo oa groups not listed')
      // A package without groups is no reason to ask again soon.
      await sleep(error.class === 'transient' ? RETRY_MS : EVERY_MS, signal)
    }
  }
}

async function storeGroups(
  account: OfficialAccount,
  findings: Findings,
  options: OaLookOptions,
): Promise<void> {
  for await (const group of listedGroups(account, { signal: options.signal })) {
    const at = new Date(options.now())
    const finding = findingOf(group, at)
    if (findings.get(group.groupId) === finding) continue
    if (!(await storeUntilTaken(options.store, listedGroupUpdate(group, at), options))) return
    findings.set(group.groupId, finding)
  }
}

function findingOf({ name, status }: OaGroup, at: Date): string {
  return [at.toISOString().slice(0, 10), status, name].join('\0')
}
