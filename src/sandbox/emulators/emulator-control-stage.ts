import type { FastifyInstance } from 'fastify'
import type { GroupAssetSeed } from '../emulator-seed.ts'
import type { SettingChanges } from './emulator-context.ts'
import { readBody, readPlatform, refuse, sendChat } from './emulator-control-replies.ts'
import {
  isRecord,
  readFlag,
  readInteger,
  readObject,
  readText,
  textOf,
  type Params,
} from './emulator-params.ts'
import { changeMembership, type World } from './emulator-people.ts'
import type { PackageChange, Refused } from './emulator-platform.ts'
import { findUnknownSetting } from './emulator-settings.ts'
import { GROUP_SIZES, QUOTA_TYPES, type Chat, type GroupProduct } from './emulator-types.ts'

const LONGEST_ADVANCE_MS = 400 * 86_400_000

/** What sets the stage: new people and groups, time, the developer console, made-up updates. */
export function registerStage(app: FastifyInstance, world: World): void {
  const { context } = world
  const { state } = context
  registerAccount(app, world)
  registerSettings(app, world)
  app.post('/_control/people', (request, reply) => {
    const params = readBody(request)
    const [id, name] = [textOf(params, 'id'), textOf(params, 'name')]
    const accounts = readObject(params, 'accounts')
    if (!/^[\w-]{1,64}$/.test(id) || name === '' || !isRecord(accounts))
      return refuse(reply, 'Thiếu id, tên hoặc tài khoản.', 400)
    const role = textOf(params, 'role')
    return reply.send({ person: state.people.put(id, { id, name, role, accounts }) })
  })
  app.post('/_control/chats', (request, reply) =>
    sendChat(reply, createGroup(world, readBody(request))),
  )
  app.post('/_control/clock', (request, reply) => {
    const ms = readInteger(readBody(request), 'advanceMs') ?? -1
    if (ms < 0 || ms > LONGEST_ADVANCE_MS) return refuse(reply, 'advanceMs không hợp lệ.', 400)
    context.clock.advance(ms)
    state.counters.put('clock-offset', context.clock.offset)
    return reply.send({ clock: context.clock.now() })
  })
  app.post('/_control/revoke', (request, reply) => {
    const platform = world.platforms.get(readPlatform(readBody(request)) ?? 'telegram')
    if (platform === undefined) return refuse(reply, 'Không có nền tảng này.', 400)
    platform.revokeToken()
    return reply.send({})
  })
  app.post('/_control/lapse', (_request, reply) => {
    const platform = world.platforms.get('zalo-oa')
    if (platform?.lapseToken === undefined) return refuse(reply, 'Không có Zalo OA.', 400)
    platform.lapseToken()
    return reply.send({})
  })
  app.post('/_control/updates', (request, reply) => {
    const params = readBody(request)
    const platform = world.platforms.get(readPlatform(params) ?? 'telegram')
    const update = readObject(params, 'update')
    if (platform === undefined || !isRecord(update)) return refuse(reply, 'Thiếu update.', 400)
    platform.injectUpdate(update)
    return reply.send({})
  })
  app.get('/_control/webhook', (_request, reply) => {
    const shown = world.platforms.get('zalo-oa')?.consoleWebhook?.()
    return shown === undefined ? refuse(reply, 'Không có Zalo OA.', 400) : reply.send(shown)
  })
  app.post('/_control/webhook', async (request, reply) => {
    const params = readBody(request)
    const platform = world.platforms.get(readPlatform(params) ?? 'zalo-oa')
    const refused = await platform?.setConsoleWebhook?.(textOf(params, 'url'))
    if (refused === undefined)
      return refuse(reply, 'Nền tảng này không có bảng cấu hình webhook.', 400)
    return refused === null ? reply.send({}) : refuse(reply, refused.refused, 400)
  })
}

/** What an operator buys for the OA. */
function registerAccount(app: FastifyInstance, world: World): void {
  app.post('/_control/assets', (request, reply) => {
    const asset = readAsset(readBody(request))
    const platform = world.platforms.get('zalo-oa')
    if (asset === null || platform?.plantGroupAsset === undefined)
      return refuse(reply, 'Thiếu assetId hoặc product, hoặc không có Zalo OA.', 400)
    platform.plantGroupAsset(asset)
    return reply.send({})
  })
  app.post('/_control/package', (request, reply) => {
    const platform = world.platforms.get('zalo-oa')
    if (platform?.changePackage === undefined) return refuse(reply, 'Không có Zalo OA.', 400)
    platform.changePackage(readPackage(readBody(request)))
    return reply.send({})
  })
}

/** Numbers and manners of the servers, until the process ends. */
function registerSettings(app: FastifyInstance, { context }: World): void {
  app.get('/_control/settings', (_request, reply) =>
    reply.send({ limits: context.limits, manners: context.manners }),
  )
  app.post('/_control/settings', (request, reply) => {
    const { values } = readBody(request)
    const known = { limits: context.limits, manners: context.manners }
    const unknown = findUnknownSetting(values, known)
    if (unknown !== null) return refuse(reply, `Không có mục này, hoặc sai kiểu: ${unknown}.`, 400)
    context.changeSettings(values as SettingChanges)
    return reply.send({ limits: context.limits, manners: context.manners })
  })
}

function createGroup(world: World, params: Params): Chat | Refused {
  const { state, clock } = world.context
  const platform = world.platforms.get(readPlatform(params) ?? 'telegram')
  const as = textOf(params, 'as')
  const others = readObject(params, 'members')
  const members = [...new Set([as, ...(Array.isArray(others) ? others.map(String) : [])])]
  if (platform === undefined || members.some((id) => state.people.get(id) === undefined))
    return { refused: 'Không có người hoặc nền tảng này.' }
  const number = state.nextNumber('group', Math.floor(clock.now() / 1000))
  const isTelegram = platform.platform === 'telegram'
  const externalId = isTelegram
    ? `-${number}`
    : `${platform.platform === 'zalo-bot' ? 'zgr-' : ''}${number.toString(16).padStart(20, 'f')}`
  const chatId = `${platform.platform}:${externalId}`
  const chat = state.chats.put(chatId, {
    chatId,
    platform: platform.platform,
    externalId,
    kind: isTelegram && readText(params, 'kind') === 'supergroup' ? 'supergroup' : 'group',
    title: (readText(params, 'title') ?? 'Nhóm mới').slice(0, 128),
    members,
    botState: 'left',
  })
  return readFlag(params, 'withBot')
    ? changeMembership(world, { as, chatId, action: 'add-bot' })
    : chat
}

function readPackage(params: Params): PackageChange {
  const [name, validDays, pay] = [
    readText(params, 'name'),
    readInteger(params, 'validDays'),
    readInteger(params, 'pay'),
  ]
  return {
    ...(name !== null && { name }),
    ...(validDays !== null && { validDays }),
    ...(pay !== null && { pay }),
  }
}

/** The right to one group, as the seed writes it; null: not one. */
function readAsset(params: Params): GroupAssetSeed | null {
  const assetId = textOf(params, 'assetId')
  const products = Object.keys(GROUP_SIZES) as GroupProduct[]
  const product = products.find((known) => known === readText(params, 'product'))
  const quotaType = QUOTA_TYPES.find((known) => known === readText(params, 'quotaType'))
  const validDays = readInteger(params, 'validDays')
  if (assetId === '' || product === undefined) return null
  return {
    assetId,
    product,
    ...(quotaType !== undefined && { quotaType }),
    ...(validDays !== null && { validDays }),
    autoRenew: readFlag(params, 'autoRenew'),
  }
}
