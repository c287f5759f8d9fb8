import { type OfficialAccount, ZaloError } from 'zalo-api-sdk-node'
import { sleepFor } from '../zalo/sleep.ts'
import { storeUntilTaken } from '../zalo/store-until-taken.ts'
import { listedGroupUpdate } from './zalo-oa-listed-group.ts'
import type { OaPollOptions } from './zalo-oa-poller.ts'

const EVERY_MS = 3_600_000
const RETRY_MS = 60_000
const PAGE = 50
/** More groups than any package sells. */
const MAX_PAGES = 40

/** Looks once an hour which groups the account has, and stores each finding. Ends with the signal. */
export async function watchGroups(account: OfficialAccount, options: OaPollOptions): Promise<void> {
  const { signal, log, sleep = sleepFor } = options
  while (!signal.aborted) {
    try {
      await storeGroups(account, options)
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

async function storeGroups(account: OfficialAccount, options: OaPollOptions): Promise<void> {
  for (let index = 0; index < MAX_PAGES; index++) {
    const page = { offset: index * PAGE, count: PAGE }
    const { groups } = await account.listGroups(page, { signal: options.signal })
    for (const group of groups) {
      if (group.groupId === '') continue
      const update = listedGroupUpdate(group, new Date(options.now()))
      if (!(await storeUntilTaken(options.store, update, options))) return
    }
    if (groups.length < PAGE) return
  }
}
