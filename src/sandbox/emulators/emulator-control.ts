import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readBody, readPlatform, readQuery, refuse, sendChat } from './emulator-control-replies.ts'
import { registerStage } from './emulator-control-stage.ts'
import { FAULT_KINDS, type Fault } from './emulator-faults.ts'
import {
  isRecord,
  readInteger,
  readObject,
  readText,
  textOf,
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
import { showMessage } from './emulator-show.ts'

/** The control API: what stands for people who hold phones, and for what befalls the network. */
export function registerControl(app: FastifyInstance, world: World): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/_control/') && !isLocal(request))
      await reply.code(403).send({ error: 'Chỉ dùng được từ chính máy này.' })
  })
  app.addHook('preHandler', async (request, reply) => {
    if (request.url.startsWith('/_control/') && namesUnknownPlatform(request))
      await refuse(reply, 'Không có nền tảng này.', 400)
  })
  registerReading(app, world)
  registerDeeds(app, world)
  registerFaults(app, world)
  registerStage(app, world)
}

/** A platform that is left out has a default; a name that is not known must not fall back to it. */
function namesUnknownPlatform(request: FastifyRequest): boolean {
  return [readQuery(request), readBody(request)].some(
    (params) => readText(params, 'platform') !== null && readPlatform(params) === null,
  )
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
      platforms: [...state.platforms.values()].map((bot) => ({
        platform: bot.platform,
        botName: bot.botName,
        botId: bot.botId,
        ...('username' in bot && { username: bot.username }),
      })),
      people: [...state.people.values()],
      chats: [...state.chats.values()],
      clock: context.clock.now(),
      begunAt: state.begunAt,
    }),
  )
  app.get<{ Params: { chatId: string } }>('/_control/chats/:chatId/messages', (request, reply) => {
    const params = readQuery(request)
    const person = state.people.get(textOf(params, 'as'))
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
      as: textOf(params, 'as'),
      chatId: textOf(params, 'chatId'),
      text: textOf(params, 'text'),
      ...(file !== undefined && { file }),
      ...(replyTo !== null && { replyTo }),
    })
    if ('refused' in written) return refuse(reply, written.refused)
    return reply.send({ message: showMessage(context, written) })
  })
  app.post('/_control/edits', (request, reply) => {
    const params = readBody(request)
    const edited = editMessage(world, {
      as: textOf(params, 'as'),
      messageKey: textOf(params, 'messageKey'),
      text: textOf(params, 'text'),
    })
    if ('refused' in edited) return refuse(reply, edited.refused)
    return reply.send({ message: showMessage(context, edited) })
  })
  app.post('/_control/presses', async (request, reply) => {
    const params = readBody(request)
    const button = readObject(params, 'button')
    const { row, column } = isRecord(button) ? button : {}
    const toast = await pressButton(world, {
      as: textOf(params, 'as'),
      messageKey: textOf(params, 'messageKey'),
      row: Number(row),
      column: Number(column),
    })
    if (toast !== null && 'refused' in toast) return refuse(reply, toast.refused)
    return reply.send(toast === null ? {} : { toast })
  })
  app.post('/_control/membership', (request, reply) => {
    const params = readBody(request)
    const changed = changeMembership(world, {
      as: textOf(params, 'as'),
      chatId: textOf(params, 'chatId'),
      action: textOf(params, 'action'),
    })
    return sendChat(reply, changed)
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
  // A page may also come with a redirect or with HTTP 200, from a proxy or a captive portal.
  const isFailure = (status >= 300 && status <= 599) || (kind === 'html' && status === 200)
  return isFailure ? { ...given, platform, kind } : null
}
