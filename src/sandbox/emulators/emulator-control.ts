import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { FAULT_KINDS, type Fault } from './emulator-faults.ts'
import {
  isRecord,
  readFlag,
  readInteger,
  readObject,
  readParams,
  readText,
  type Params,
} from './emulator-params.ts'
import {
  changeMembership,
  editMessage,
  pressButton,
  writeMessage,
  type TypedFile,
  type World,
} from './emulator-people.ts'
import type { Refused } from './emulator-platform.ts'
import { showMessage } from './emulator-show.ts'
import { EMULATED_PLATFORMS, type Chat, type EmulatedPlatform } from './emulator-types.ts'

const LONGEST_ADVANCE_MS = 400 * 86_400_000

/** The control API: what stands for people who hold phones, and for what befalls the network. */
export function registerControl(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/_control/') && !isLocal(request))
      await reply.code(403).send({ error: 'Chỉ dùng được từ chính máy này.' })
  })
  registerReading(app, world)
  registerDeeds(app, world)
  registerFaults(app, world)
  registerStage(app, world)
}

/** Keeps web pages of other origins, and names that point here by DNS, from playing the people. */
function isLocal(request: FastifyRequest): boolean {
  const origin = request.headers.origin
  const host = origin === undefined ? request.headers.host : origin.replace(/^https?:\/\//, '')
  const name = (host ?? '').replace(/:\d+$/, '')
  return ['127.0.0.1', 'localhost', '[::1]'].includes(name)
}

function registerReading(app: FastifyInstance, world: World): void {
  const { context } = world
  const { state } = context
  app.get('/_control/state', (_request, reply) =>
    reply.send({
      platforms: [...state.platforms.values()].map(({ platform, botName, botId }) => ({
        platform,
        botName,
        botId,
      })),
      people: [...state.people.values()],
      chats: [...state.chats.values()],
      clock: context.clock.now(),
    }),
  )
  app.get<{ Params: { chatId: string } }>('/_control/chats/:chatId/messages', (request, reply) => {
    const params = readQuery(request)
    const person = state.people.get(readText(params, 'as') ?? '')
    const chat = state.chats.get(request.params.chatId)
    const after = readInteger(params, 'after') ?? 0
    if (person === undefined) return refuse(reply, 'Không có người này.')
    if (chat === undefined) return reply.send({ messages: [] })
    if (!chat.members.includes(person.id)) return refuse(reply, 'Người này không ở trong nhóm.')
    world.platforms.get(chat.platform)?.seeChat?.(chat, person)
    const shown = state.messagesOf(chat.chatId).filter(({ seq }) => seq > after)
    return reply.send({ messages: shown.map((message) => showMessage(context, message)) })
  })
  app.get('/_control/calls', (request, reply) => {
    const params = readQuery(request)
    const after = readInteger(params, 'after') ?? 0
    return reply.send({ calls: context.calls.list(readPlatform(params), after) })
  })
  app.get<{ Params: { id: string } }>('/_control/files/:id', (request, reply) => {
    const file = context.files.get(request.params.id)
    const bytes = context.files.read(request.params.id)
    if (file === undefined || bytes === null)
      return reply.code(404).send({ error: 'Không có tệp này.' })
    const shown = file.kind === 'photo' && /^image\/[a-z]+$/.test(file.mime)
    return reply
      .header('content-type', shown ? file.mime : 'application/octet-stream')
      .header('x-content-type-options', 'nosniff')
      .header(
        'content-disposition',
        `${shown ? 'inline' : 'attachment'}; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      )
      .send(bytes)
  })
  app.get('/_control/events', (_request, reply) => {
    if (!context.events.listen(reply.raw))
      return reply.code(503).send({ error: 'Quá nhiều người xem.' })
    return reply.hijack()
  })
}

function registerDeeds(app: FastifyInstance, world: World): void {
  const { context } = world
  app.post('/_control/messages', (request, reply) => {
    const params = readBody(request)
    const file = readFile(readObject(params, 'file'))
    if (file === null) return refuse(reply, 'Tệp không đọc được.', 400)
    const replyTo = readText(params, 'replyTo')
    const written = writeMessage(world, {
      as: readText(params, 'as') ?? '',
      chatId: readText(params, 'chatId') ?? '',
      text: readText(params, 'text') ?? '',
      ...(file !== undefined && { file }),
      ...(replyTo !== null && { replyTo }),
    })
    if ('refused' in written) return refuse(reply, written.refused)
    return reply.send({ message: showMessage(context, written) })
  })
  app.post('/_control/edits', (request, reply) => {
    const params = readBody(request)
    const [as, messageKey, text] = ['as', 'messageKey', 'text'].map(
      (name) => readText(params, name) ?? '',
    )
    const edited = editMessage(world, {
      as: as ?? '',
      messageKey: messageKey ?? '',
      text: text ?? '',
    })
    if ('refused' in edited) return refuse(reply, edited.refused)
    return reply.send({ message: showMessage(context, edited) })
  })
  app.post('/_control/presses', async (request, reply) => {
    const params = readBody(request)
    const button = readObject(params, 'button')
    const { row, column } = isRecord(button) ? button : {}
    const toast = await pressButton(world, {
      as: readText(params, 'as') ?? '',
      messageKey: readText(params, 'messageKey') ?? '',
      row: Number(row),
      column: Number(column),
    })
    if (toast !== null && 'refused' in toast) return refuse(reply, toast.refused)
    return reply.send(toast === null ? {} : { toast })
  })
  app.post('/_control/membership', (request, reply) => {
    const params = readBody(request)
    const [as, chatId, action] = ['as', 'chatId', 'action'].map(
      (name) => readText(params, name) ?? '',
    )
    return sendChat(
      reply,
      changeMembership(world, { as: as ?? '', chatId: chatId ?? '', action: action ?? '' }),
    )
  })
}

function registerFaults(app: FastifyInstance, world: World): void {
  const { faults } = world.context
  app.get('/_control/faults', (_request, reply) => reply.send({ faults: faults.list() }))
  app.post('/_control/faults', (request, reply) => {
    const fault = readFault(readBody(request))
    return fault === null
      ? refuse(reply, 'Không hiểu sự cố cần tạo.', 400)
      : reply.send({ fault: faults.add(fault) })
  })
  app.delete('/_control/faults', (_request, reply) => {
    faults.clear()
    return reply.send({})
  })
}

/** What sets the stage: new people and groups, time, the developer console, made-up updates. */
function registerStage(app: FastifyInstance, world: World): void {
  const { context } = world
  const { state } = context
  app.post('/_control/people', (request, reply) => {
    const params = readBody(request)
    const [id, name] = [readText(params, 'id') ?? '', readText(params, 'name') ?? '']
    const accounts = readObject(params, 'accounts')
    if (!/^[\w-]{1,64}$/.test(id) || name === '' || !isRecord(accounts))
      return refuse(reply, 'Thiếu id, tên hoặc tài khoản.', 400)
    const role = readText(params, 'role') ?? ''
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
  app.post('/_control/updates', (request, reply) => {
    const params = readBody(request)
    const platform = world.platforms.get(readPlatform(params) ?? 'telegram')
    const update = readObject(params, 'update')
    if (platform === undefined || !isRecord(update)) return refuse(reply, 'Thiếu update.', 400)
    platform.injectUpdate(update)
    return reply.send({})
  })
  app.post('/_control/webhook', async (request, reply) => {
    const params = readBody(request)
    const platform = world.platforms.get(readPlatform(params) ?? 'zalo-oa')
    const refused = await platform?.setConsoleWebhook?.(readText(params, 'url') ?? '')
    if (refused === undefined)
      return refuse(reply, 'Nền tảng này không có bảng cấu hình webhook.', 400)
    return refused === null ? reply.send({}) : refuse(reply, refused.refused, 400)
  })
}

function createGroup(world: World, params: Params): Chat | Refused {
  const { state, clock } = world.context
  const platform = world.platforms.get(readPlatform(params) ?? 'telegram')
  const as = readText(params, 'as') ?? ''
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

function sendChat(reply: FastifyReply, chat: Chat | Refused): FastifyReply {
  return 'refused' in chat ? refuse(reply, chat.refused) : reply.send({ chat })
}

function refuse(reply: FastifyReply, error: string, status = 409): FastifyReply {
  return reply.code(status).send({ error })
}

function readBody(request: FastifyRequest): Params {
  return readParams(request) ?? { values: {}, uploads: [] }
}

function readQuery(request: FastifyRequest): Params {
  return { values: request.query as Record<string, unknown>, uploads: [] }
}

function readPlatform(params: Params): EmulatedPlatform | null {
  const name = readText(params, 'platform')
  return EMULATED_PLATFORMS.find((platform) => platform === name) ?? null
}

/** The attached file; undefined: none, null: a broken one. */
function readFile(value: unknown): TypedFile | null | undefined {
  if (value === undefined || value === null) return undefined
  if (!isRecord(value)) return null
  const { name, mime, base64 } = value
  if (typeof name !== 'string' || typeof mime !== 'string' || typeof base64 !== 'string')
    return null
  return { name, mime, bytes: Buffer.from(base64, 'base64') }
}

function readFault(params: Params): Omit<Fault, 'id'> | null {
  const platform = readPlatform(params)
  const kind = FAULT_KINDS.find((known) => known === readText(params, 'kind'))
  if (platform === null || kind === undefined) return null
  const texts = ['method', 'chatId', 'description'].flatMap((name) => {
    const value = readText(params, name)
    return value === null ? [] : [[name, value]]
  })
  const numbers = ['times', 'status', 'code', 'retryAfter', 'ms', 'share'].flatMap((name) => {
    const value = Number(params.values[name] ?? Number.NaN)
    return Number.isFinite(value) ? [[name, value]] : []
  })
  const given = Object.fromEntries([...texts, ...numbers]) as Partial<Fault>
  const status = given.status ?? 502
  return status >= 400 && status <= 599 ? { ...given, platform, kind } : null
}
