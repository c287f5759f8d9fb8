import type { Channel } from '../../channels/channel.ts'
import type { PressAnswer, TurnEffects } from '../../conversations/turn-effects.ts'
import type { Deps } from '../../deps.ts'
import { PRIORITY } from '../../domain/delivery.ts'
import { plainMessage } from '../../messages/message.ts'
import { planMessage } from '../../storage/sending/plan-message.ts'
import { wakeLanes } from '../to-wake.ts'

type EffectDeps = Pick<Deps, 'store' | 'enqueue' | 'log'>

/** Does what a turn wants done after its commit; whatever of it fails is logged and forgotten. */
export async function runEffects(
  deps: EffectDeps,
  channel: Channel,
  effects: TurnEffects,
): Promise<void> {
  const jobs = new Map(effects.jobs.map((job) => [JSON.stringify(job), job]))
  for (const press of effects.presses)
    // Not awaited: a toast on a slow line must not hold up the chat's next update.
    void answerPress(deps, channel, press).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'a press could not be answered')
    })
  await Promise.all([...jobs.values()].map((job) => deps.enqueue(job)))
}

/** As a toast; else, to somebody who pressed while the service was away for a minute, in a message. */
async function answerPress(
  { store, enqueue }: EffectDeps,
  channel: Channel,
  { pressId, text, alert, chatId }: PressAnswer,
): Promise<void> {
  const isShown = await channel.answerPress(pressId, text, alert)
  if (isShown || text === null || !chatId) return
  const message = plainMessage(text)
  // It leaves as little behind as a toast: who presses twice asks, and its moment would say from which chat.
  const words = { chatId, message, traceless: true }
  await planMessage(store, { ...words, purpose: 'answer', priority: PRIORITY.answer })
  await wakeLanes(enqueue, [channel.instanceId])
}
