import { vi } from '../../i18n/vi.ts'
import { countUtf16 } from '../split-text.ts'
import type { PlainPlatform } from '../write-texts.ts'

/** OA and bot are in the same app. It takes 2,000 characters and does not say which, so parts stay well below. */
export const PLAIN_ZALO: PlainPlatform = {
  maxText: 2_000,
  goodText: 1_800,
  count: countUtf16,
  app: vi.app['zalo-oa'],
}
