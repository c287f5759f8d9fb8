import type { FastifyPluginAsync } from 'fastify'
import type { ChannelHealth } from '../channels/channel.ts'
import type { ChannelRegistry } from '../channels/registry.ts'
import type { Platform } from '../domain/platform.ts'
import { readReason } from '../domain/reason.ts'
import { vi } from '../i18n/vi.ts'
import { within } from '../storage/within.ts'

/** What must work for the service to be ready; each rejects when it does not. */
export interface ReadinessChecks {
  readonly database: () => Promise<unknown>
  readonly queue: () => Promise<unknown>
  /** Bots and OAs that may not send until a person acts, with the reason as kept. */
  readonly stoppedLanes: () => Promise<
    readonly { readonly instanceId: string; readonly reason: string }[]
  >
}

const CHECK_MS = 3_000

/** `/healthz`: the process lives. `/readyz`: it can do its work; the channels are told, not required. */
export function healthRoutes(
  channels: ChannelRegistry,
  checks: ReadinessChecks,
): FastifyPluginAsync {
  return async (app) => {
    app.get('/healthz', async () => ({ status: 'ok', pid: process.pid }))
    app.get('/readyz', async (_request, reply) => {
      const [database, queue, states, stopped] = await Promise.all([
        works(checks.database),
        works(checks.queue),
        Promise.all(channels.all().map((channel) => stateOf(channel))),
        within(CHECK_MS, checks.stoppedLanes()).catch(() => []),
      ])
      const isReady = database && queue
      return reply.code(isReady ? 200 : 503).send({
        status: isReady ? 'ready' : 'not-ready',
        database: database ? 'ok' : 'down',
        queue: queue ? 'ok' : 'down',
        channels: [
          ...states.map((state) => withStop(state, stopped)),
          ...channels.awaited().map(unnamed),
        ],
      })
    })
  }
}

async function works(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await within(CHECK_MS, check())
    return true
  } catch {
    return false
  }
}

/** A platform may be well and still not let the bot send. */
function withStop<T extends ChannelHealth & { readonly instance: string }>(
  state: T,
  stopped: Awaited<ReturnType<ReadinessChecks['stoppedLanes']>>,
): T {
  const lane = stopped.find(({ instanceId }) => instanceId === state.instance)
  if (!lane) return state
  const why = vi.reason[readReason(lane.reason)]
  return { ...state, ok: false, detail: `Đã dừng gửi: ${why}. ${state.detail}` }
}

/** Neither up nor down: what is said to it is refused until it is known whose it is. */
function unnamed(platform: Platform): ChannelHealth & { platform: string; instance: null } {
  const detail = `${vi.platform[platform]}: chưa biết là bot hay OA nào; dịch vụ đang hỏi nền tảng. Xem thêm: nhipcau doctor.`
  return { platform, instance: null, ok: false, detail }
}

async function stateOf(
  channel: ReturnType<ChannelRegistry['all']>[number],
): Promise<ChannelHealth & { platform: string; instance: string }> {
  const { platform, instanceId: instance } = channel
  try {
    return { platform, instance, ...(await within(CHECK_MS, channel.health())) }
  } catch {
    return { platform, instance, ok: false, detail: 'Không có câu trả lời.' }
  }
}
