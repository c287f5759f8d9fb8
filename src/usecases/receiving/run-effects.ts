import type { Channel } from '../../channels/channel.ts'
import type { TurnEffects } from '../../conversations/turn-effects.ts'
import type { Deps } from '../../deps.ts'

/** Does what a turn wants done after its commit; whatever of it fails is logged and forgotten. */
export async function runEffects(
  deps: Pick<Deps, 'enqueue' | 'log'>,
  channel: Channel,
  effects: TurnEffects,
): Promise<void> {
  const jobs = new Map(effects.jobs.map((job) => [JSON.stringify(job), job]))
  for (const { pressId, text, alert } of effects.presses)
    // Not awaited: a toast on a slow line must not hold up the chat's next update.
    void channel.answerPress(pressId, text, alert).catch((error: unknown) => {
      deps.log.warn({ err: error }, 'a press could not be answered')
    })
  await Promise.all([...jobs.values()].map((job) => deps.enqueue(job)))
}
