import type { CrowdPlatform } from '../support/many-chats.ts'
import type { LoggedCall } from './count-arrivals.ts'

const SENDS: Readonly<Record<CrowdPlatform, RegExp>> = {
  telegram: /^send/,
  'zalo-oa': /^(?:group\/message|message\/cs)$/,
}

/** Whether a call puts something into a chat of the platform. */
export function isSend(
  { platform, method }: Pick<LoggedCall, 'platform' | 'method'>,
  of: CrowdPlatform,
): boolean {
  return platform === of && SENDS[of].test(method)
}
