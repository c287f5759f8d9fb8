import type { Config } from '../../config/config.ts'
import type { ConsentConfig, OpenConsent } from '../channels/zalo-oa/zalo-oa-consent.ts'
import { CONSENT_PATH } from '../http/zalo-pages.ts'
import { keepSetting, readSetting, writeSetting } from '../storage/settings.ts'
import type { Store } from '../storage/store.ts'
import { recallIdentity, zaloOaIdentity } from './remembered-identity.ts'
import { zaloOaTokens } from './zalo-oa-tokens.ts'

/** What a consent of the OA's administrator needs; null: no OA, or no address that Zalo could come back to. */
export function consentConfig(store: Store, { zaloOa, http }: Config): ConsentConfig | null {
  if (zaloOa === undefined || http.publicUrl === undefined) return null
  const { appId, appSecret, oauthRoot } = zaloOa
  const open = `zalo-oa.consent.${appId}`
  return {
    appId,
    appSecret,
    oauthRoot,
    tokens: zaloOaTokens(store, zaloOa),
    callbackUrl: `${http.publicUrl}${CONSENT_PATH}`,
    consents: {
      read: async () => {
        const kept = await readSetting(store, open)
        return kept === undefined ? null : (JSON.parse(kept) as OpenConsent | null)
      },
      write: (consent) => writeSetting(store, open, JSON.stringify(consent)),
      verifier: (make) => keepSetting(store, `zalo-oa.verifier.${appId}`, make),
      account: async () =>
        (await recallIdentity(store, zaloOaIdentity(zaloOa)))?.externalId ?? null,
    },
  }
}
