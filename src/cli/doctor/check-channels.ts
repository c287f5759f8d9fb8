import type { Config } from '../../../config/config.ts'
import type { Channel } from '../../channels/channel.ts'
import { OA_WITHOUT_PAIR } from '../../channels/zalo-oa/zalo-oa-health.ts'
import type { Platform } from '../../domain/platform.ts'
import { vi } from '../../i18n/vi.ts'
import { standingLines } from '../../messages/standing-messages.ts'
import type { Logger } from '../../observability/logger.ts'
import { configuredPlatforms } from '../../compose/configured-platforms.ts'
import { unconfiguredBots } from '../../compose/unconfigured-bots.ts'
import { openChannels } from '../../compose/open-channels.ts'
import { zaloOaTokens } from '../../compose/zalo-oa-tokens.ts'
import type { Store } from '../../storage/store.ts'
import { within } from '../../storage/within.ts'
import { standingView } from '../../usecases/standing/standing-view.ts'
import { showAccount } from '../account-name.ts'
import { bad, good, type Check } from './check.ts'

const OPEN_MS = 15_000
/** For those that are known from before, and have nothing to say but a new name. */
const KNOWN_MS = 3_000
const HEALTH_MS = 10_000
const STANDING_MS = 30_000

/** Each configured platform: token, webhook, and what the platform says of them. */
export async function checkChannels(config: Config, store: Store, log: Logger): Promise<Check[]> {
  if (config.mode === 'demo')
    return [good('channels', 'Bản chạy thử: các nền tảng mô phỏng chạy cùng dịch vụ.')]
  const wanted = configuredPlatforms(config)
  const unconfigured = await checkUnconfigured(config, store)
  if (wanted.length === 0)
    return [
      bad('channels', 'Chưa cấu hình nền tảng nào: chưa có token Telegram hay Zalo.'),
      ...unconfigured,
    ]
  const unusable = await unusablePlatforms(config, store)
  const { zaloOa, ...others } = config
  const usable = { ...others, ...(zaloOa && !unusable.has('zalo-oa') && { zaloOa }) }
  const channels = await openInTime(usable, store, log)
  const missing = wanted.filter((platform) => !channels.some((one) => one.platform === platform))
  const checks = await Promise.all(
    channels.map(async (channel) => {
      const health = await checkChannel(channel)
      return [health, ...(await checkStanding(channel, { store, config, isWell: health.ok }))]
    }),
  )
  await Promise.all(channels.map((channel) => channel.close().catch(() => undefined)))
  return [
    ...checks.flat(),
    ...unconfigured,
    ...missing.map((platform) =>
      bad(
        `channel.${platform}`,
        unusable.get(platform) ??
          `${vi.platform[platform]}: chưa biết là bot hay OA nào, vì nền tảng chưa trả lời (token sai, mất quyền hoặc mất mạng).`,
      ),
    ),
  ]
}

/** The platforms that cannot even be asked, each with why. */
async function unusablePlatforms(
  { zaloOa }: Config,
  store: Store,
): Promise<ReadonlyMap<Platform, string>> {
  const lacksPair = zaloOa !== undefined && (await zaloOaTokens(store, zaloOa).read()) === null
  return new Map(lacksPair ? [['zalo-oa', OA_WITHOUT_PAIR]] : [])
}

/**
 * A bot whose token was taken out while copies, or what people wrote to it, wait for it: they wait until it is back, or a
 * person says that it is not.
 */
async function checkUnconfigured(config: Config, store: Store): Promise<Check[]> {
  const bots = await unconfiguredBots(config, store)
  return bots
    .filter(({ waiting, updates }) => waiting + updates > 0)
    .map(({ platform, externalId, name, waiting, updates }) => {
      const bot = showAccount({ platform, externalId })
      return bad(
        `channel.${bot}`,
        `${vi.platform[platform]} “${name || externalId}” không còn trong cấu hình mà còn ${waiting} lượt gửi, ${updates} tin đến chờ nó. Đặt lại token, hoặc nếu bỏ hẳn thì chạy: nhipcau retire ${bot}`,
      )
    })
}

/** The channels that are known or say who they are within the time; a service would wait for the others. */
async function openInTime(config: Config, store: Store, log: Logger): Promise<Channel[]> {
  const channels: Channel[] = []
  const { length: wanted } = configuredPlatforms(config)
  const enough = new AbortController()
  // A timer, because nothing holds the signal of a timeout in one of several: collected, it never fires, and this never ends.
  const late = setTimeout(() => enough.abort(), OPEN_MS)
  await openChannels(
    { store, config, log, signal: enough.signal, clock: { now: () => new Date() } },
    (channel) => {
      if (channels.push(channel) === wanted) setTimeout(() => enough.abort(), KNOWN_MS).unref()
    },
  ).catch(() => undefined)
  clearTimeout(late)
  return channels
}

async function checkChannel(channel: Channel): Promise<Check> {
  const name = `channel.${channel.platform}`
  const health = await within(HEALTH_MS, channel.health()).catch(() => undefined)
  if (!health) return bad(name, `${channel.platform}: nền tảng không trả lời.`)
  return { name, ok: health.ok, detail: health.detail }
}

/** What the platform says of packages, quotas, tokens and how it is heard: asked now, not read from the last time. */
async function checkStanding(
  channel: Channel,
  { store, config, isWell }: { store: Store; config: Config; isWell: boolean },
): Promise<Check[]> {
  const { platform } = channel
  const facts = await channel.standing(AbortSignal.timeout(STANDING_MS)).catch(() => null)
  if (!facts) {
    const name = `channel.${platform}.standing`
    const detail = `${isWell ? 'Lưu ý: lúc' : 'Lúc'} này chưa hỏi được gói, hạn mức của ${vi.platform[platform]}.`
    // One that answers otherwise is busy with a sending, or soon answers this too.
    return [{ name, ok: isWell, detail }]
  }
  const view = await standingView(store, channel, facts, { now: new Date(), settings: config })
  return standingLines(view, vi).map(({ topic, text, isBad }) => ({
    name: `channel.${platform}.${topic}`,
    ok: !isBad,
    detail: `${vi.platform[platform]}: ${text}`,
  }))
}
