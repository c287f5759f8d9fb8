import type { Enqueue, JobRequest } from '../../jobs/catalogue.ts'
import type { ChannelInstanceId } from '../domain/id.ts'

/** The jobs that wake lanes for which something was planned. */
export function toWake(lanes: Iterable<ChannelInstanceId>): JobRequest[] {
  return [...lanes].map((channelInstanceId) => ({ name: 'run-lane', data: { channelInstanceId } }))
}

/** Wakes them. */
export async function wakeLanes(
  enqueue: Enqueue,
  lanes: Iterable<ChannelInstanceId>,
): Promise<void> {
  for (const job of toWake(lanes)) await enqueue(job)
}
