import type { PackageChange } from './emulator-platform.ts'
import type { OaAccount, OaPackage } from './zalo-oa-emulator-account.ts'

const DAY_MS = 86_400_000
const WITH_API = new Set(['Growth', 'Comprehensive'])
const CURRENT = 'current'
const SPENT = 'wallet'

export function plantPackage({ context, seed, packages }: OaAccount): void {
  if (packages.get(CURRENT) !== undefined) return
  const { name = 'Growth', validThrough = context.clock.now() + 365 * DAY_MS } = seed.package ?? {}
  const paidIn = seed.wallet === undefined ? {} : { paidIn: seed.wallet }
  packages.put(CURRENT, { name, validThrough, ...paidIn })
}

/** The package as it stands; one that is over has become Basic. */
export function packageOf({ context, packages }: OaAccount): OaPackage {
  const bought = packages.get(CURRENT) ?? { name: 'Basic', validThrough: 0 }
  return bought.validThrough > context.clock.now() ? bought : { ...bought, name: 'Basic' }
}

/** Only from Growth on the OpenAPI may be used (zalo-api.md 1.1). */
export function hasApi(account: OaAccount): boolean {
  return WITH_API.has(packageOf(account).name)
}

export function changePackage(account: OaAccount, change: PackageChange): void {
  const { context, packages } = account
  const now = packages.get(CURRENT) ?? packageOf(account)
  const { name = now.name, validDays, pay } = change
  packages.put(CURRENT, {
    ...now,
    name,
    ...(validDays !== undefined && { validThrough: context.clock.now() + validDays * DAY_MS }),
    ...(pay !== undefined && { paidIn: (now.paidIn ?? 0) + pay }),
  })
}

/** đồng in the wallet; null: none is linked. */
export function walletOf({ packages, used }: OaAccount): number | null {
  const paidIn = packages.get(CURRENT)?.paidIn
  return paidIn === undefined ? null : paidIn - (used.get(SPENT) ?? 0)
}

export function spend({ used }: OaAccount, price: number): void {
  used.put(SPENT, (used.get(SPENT) ?? 0) + price)
}
