import type { ChannelLog } from '../channel-log.ts'
import type { StoreUpdate } from '../channel.ts'
import { saidAt } from './zalo-oa-history.ts'

/** What is known, beside Zalo, of what its webhook has brought. */
export interface WebhookWatch {
  /** Whether anything has come by it in that time. */
  readonly wasHeard: (from: Date, to: Date) => Promise<boolean>
  /** What was written before is none of ours: the account was not yet known here. */
  readonly since: Date
  /** Told of a message that it has not brought, and that Zalo does not bring any more. */
  readonly missed: (at: Date) => Promise<void>
}

/** How the webhook stands, for the channel's health. */
export interface MissedState {
  /** When that was written which it has not brought; null: nothing is known of the kind. */
  missedAt: number | null
}

/** Zalo repeats a call for two hours, then gives it up and switches the webhook off (fact sheet, 3.1). */
const REPEATED_MS = 2 * 3_600_000
/** Clocks differ. */
const EARLY_MS = 60_000

/**
 * Stores of the history what people wrote while the webhook brought nothing, neither then nor since, for as long as Zalo
 * repeats it. The key alone does not tell: that a message has one id on both roads is not documented, and with two it would be
 * done twice; that is risked only for what is found while Zalo may still repeat it, after a short outage.
 */
export function storeMissed(
  store: StoreUpdate,
  watch: WebhookWatch,
  {
    state,
    log,
    now,
  }: { readonly state: MissedState; readonly log: ChannelLog; readonly now: () => number },
): StoreUpdate {
  return async (update) => {
    const at = saidAt(update)
    if (at === null) return
    const [from, to] = [new Date(at - EARLY_MS), new Date(at + REPEATED_MS)]
    if (await watch.wasHeard(from, to)) return
    await store({ ...(update as object), found: true })
    if (now() < to.getTime() || !(await isDeaf({ missedAt: at }, watch, now))) return
    log.warn({ at: new Date(at) }, 'the zalo oa webhook has not brought a message')
    state.missedAt = Math.max(state.missedAt ?? 0, at)
    await watch.missed(new Date(at))
  }
}

/** Whether the webhook has brought nothing since it missed something. */
export async function isDeaf(
  { missedAt }: MissedState,
  watch: WebhookWatch,
  now: () => number,
): Promise<boolean> {
  if (missedAt === null) return false
  return !(await watch.wasHeard(new Date(missedAt), new Date(now())))
}
