import type { Config } from '../../config/config.ts'
import type { Enqueue } from '../../jobs/catalogue.ts'
import { takeConsent, type ConsentVerdict } from '../channels/zalo-oa/zalo-oa-consent.ts'
import type { ConsentAnswer } from '../http/zalo-pages.ts'
import { appendAudit } from '../storage/audit.ts'
import { instancesOf } from '../storage/channel-instances.ts'
import { restartLane } from '../storage/sending/lane-stops.ts'
import { inTransaction, type Store } from '../storage/store.ts'
import { wakeLanes } from '../usecases/to-wake.ts'
import { consentConfig } from './zalo-oa-consent.ts'

interface Receiving {
  readonly store: Store
  readonly config: Config
  readonly enqueue: Enqueue
}

/**
 * What the service does when an administrator of the OA comes back from Zalo's consent page: keeps the new pair and
 * lets a lane go on that a refused token had stopped. Null where no consent can come.
 */
export function receiveConsent({
  store,
  config,
  enqueue,
}: Receiving): ((address: string) => Promise<ConsentAnswer>) | null {
  const consent = consentConfig(store, config)
  if (consent === null) return null
  return async (address) => {
    const verdict = await takeConsent(consent, address)
    if (verdict.kind !== 'granted') return answerOf(verdict)
    const accounts = await instancesOf(store, 'zalo-oa')
    await inTransaction(store, async (tx) => {
      for (const { id } of accounts) await restartLane(tx, id)
      await appendAudit(tx, { at: new Date(), actor: null, action: 'grant-zalo-oa' })
    })
    await wakeLanes(
      enqueue,
      accounts.map(({ id }) => id),
    )
    return 'granted'
  }
}

function answerOf(verdict: Exclude<ConsentVerdict, { kind: 'granted' }>): ConsentAnswer {
  return verdict.kind === 'refused' ? `refused-${verdict.why}` : verdict.kind
}
