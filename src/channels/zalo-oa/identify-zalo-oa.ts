import { ZaloError } from 'zalo-api-sdk-node'
import type { Asking } from '../ask-until-answered.ts'
import type { ChannelIdentity, NeedsPerson } from '../channel.ts'
import { askUntilAnswered } from '../zalo/ask-until-answered.ts'
import { createOaAccount, type OaAccountConfig } from './zalo-oa-account.ts'
import { oaOutcome } from './zalo-oa-outcome.ts'

/** Asks which account the tokens belong to until Zalo answers; rejects only when the signal aborts. */
export async function identifyZaloOa(
  config: OaAccountConfig & Pick<Asking, 'log' | 'sleep'> & { readonly needsPerson?: NeedsPerson },
  signal: AbortSignal,
): Promise<ChannelIdentity> {
  const account = createOaAccount(config)
  const ask = async (): Promise<ChannelIdentity> => {
    const { oaId, name } = await account.getOa({ signal })
    if (oaId !== '') return { externalId: oaId, name }
    throw new ZaloError({ code: 'no-id', class: 'transient', text: 'the answer has no account id' })
  }
  const { log, sleep, needsPerson, now = Date.now } = config
  const failed = async (error: ZaloError): Promise<void> => {
    // Nobody has consented yet: whoever sets the service up is about to.
    if (error.code === 'no-token' && error.status === null) return
    const outcome = oaOutcome(error, now())
    if (outcome.kind === 'auth') await needsPerson?.(outcome.why, outcome.reason)
  }
  return await askUntilAnswered('zalo does not say which account this is', ask, {
    log,
    signal,
    sleep,
    failed,
  })
}
