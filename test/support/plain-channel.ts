import type {
  Capabilities,
  Channel,
  Destination,
  Inbound,
  RenderedPart,
  SendContext,
  SendOutcome,
  UnreachableState,
} from '../../src/channels/channel.ts'
import type { ChannelInstanceId } from '../../src/domain/id.ts'
import type { Message } from '../../src/messages/message.ts'
import type { PlainAnswer } from './plain-platform.ts'

/** An update of the plain platform. */
export interface PlainUpdate {
  readonly id: string
  readonly chat: string
  readonly text: string
  readonly group?: boolean
}

const SECRET = 'plain-secret'

/** A pace under which nothing waits. */
export const NO_PACE: Capabilities['pace'] = {
  perSecond: 10_000,
  privateGapMs: 0,
  groupGapMs: 0,
  groupPerMinute: null,
  editGapMs: { private: 0, group: 0 },
}

/** The adapter of the plain platform; every paragraph is a part, every file a part before them. */
export function createPlainChannel(options: {
  readonly instanceId: ChannelInstanceId
  readonly origin: string
  readonly capabilities?: Partial<Capabilities>
  readonly answered?: string[]
  /** The calls that show a message; absent: a part for every paragraph. */
  readonly render?: (message: Message) => RenderedPart[]
}): Channel {
  const { origin } = options
  return {
    platform: 'telegram',
    instanceId: options.instanceId,
    capabilities: {
      buttons: 'everywhere',
      edit: true,
      maxText: 4096,
      files: { extensions: null, tokenLifeMs: null },
      abroad: false,
      toast: true,
      pace: NO_PACE,
      tooMany: 'chat',
      window: null,
      ...options.capabilities,
    },
    startLink: (payload) => {
      // As Telegram's channel does: a made-up payload is a fault of the program.
      if (!/^[\w-]{1,64}$/u.test(payload)) throw new RangeError('not a payload for a start link')
      return `${origin}/start/${payload}`
    },
    render: options.render ?? renderParagraphs,
    send: (to, part, context) => call(origin, to, part, context),
    edit: (to, messageId, part, context) => call(origin, to, part, context, messageId),
    answerPress: async (_pressId, text) => {
      options.answered?.push(text ?? '')
      return true
    },
    download: async () => ({ kind: 'failed', reason: 'no files here' }),
    keyOf: (update) => (isUpdate(update) ? { dedupKey: update.id, orderKey: update.chat } : null),
    parse: (update) => (isUpdate(update) ? [parsePlain(update)] : []),
    mayBeWebhook: (headers) => headers['x-secret'] === SECRET,
    verifyWebhook: ({ headers, body }) => {
      if (headers['x-secret'] !== SECRET) return { kind: 'wrong-secret' }
      if (body.length === 0) return { kind: 'probe' }
      try {
        return { kind: 'update', update: JSON.parse(Buffer.from(body).toString('utf8')) as unknown }
      } catch {
        return { kind: 'not-json' }
      }
    },
    receive: async () => {},
    health: async () => ({ ok: true, detail: 'Hoạt động' }),
    standing: async () => [{ kind: 'hears', by: 'webhook', ok: true }],
    close: async () => {},
  }
}

function renderParagraphs(message: Message): RenderedPart[] {
  const files = (message.files ?? []).map((file): RenderedPart => ({
    kind: 'file',
    preview: file.name,
    body: {},
    fileId: file.fileId,
  }))
  const texts = message.blocks.map((block): RenderedPart => {
    const text = 'text' in block ? block.text : ''
    return { kind: 'text', preview: text, body: { text } }
  })
  return [...texts, ...files]
}

/** A message as one part: its paragraphs and lists, and under them its buttons in brackets. */
export function renderWhole({ blocks, buttons }: Message): RenderedPart[] {
  const lines = blocks.flatMap((block) =>
    'text' in block ? [block.text] : block.kind === 'list' ? block.items : [],
  )
  const labels = (buttons ?? []).flat().map(({ label }) => `[${label}]`)
  const text = [...lines, ...labels].join('\n')
  return [{ kind: 'text', preview: text, body: { text } }]
}

function isUpdate(update: unknown): update is PlainUpdate {
  return typeof update === 'object' && update !== null && 'id' in update && 'chat' in update
}

function parsePlain(update: PlainUpdate): Inbound {
  return {
    chat: { externalId: update.chat, type: update.group ? 'group' : 'private' },
    from: { externalId: update.chat, name: 'Lan' },
    at: new Date('2026-12-01T08:00:00+07:00'),
    event: { kind: 'text', text: update.text, messageId: `in-${update.id}` },
  }
}

/** As the channels say of what never left. */
const OFFLINE: SendOutcome = {
  kind: 'retry-after',
  afterMs: 5_000,
  scope: 'lane',
  why: 'offline',
  reason: 'nothing left',
}

async function call(
  origin: string,
  to: Destination,
  part: RenderedPart,
  context: SendContext,
  edit?: string,
): Promise<SendOutcome> {
  const { file } = context
  if (context.mayLeave?.() === false) return OFFLINE
  const upload = file && file.token === null ? (await file.read()).length : undefined
  const body = {
    chat: to.chatId,
    text: part.preview,
    ...(edit !== undefined && { edit }),
    ...(file?.token && { token: file.token }),
    ...(upload !== undefined && { upload }),
  }
  try {
    const response = await fetch(`${origin}/send`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: context.signal,
    })
    const answer = (await response.json()) as PlainAnswer & { messageId: string }
    const outcome = outcomeOf(answer)
    if (outcome.kind === 'sent' && upload !== undefined)
      await file?.keep(`token-${upload}-${answer.messageId}`)
    return outcome
  } catch (error) {
    const code = (error as { cause?: { code?: string } }).cause?.code
    if (code === 'ECONNREFUSED')
      return { kind: 'retry-after', afterMs: 100, scope: 'lane', why: 'offline', reason: 'refused' }
    return { kind: 'unknown', reason: code ?? 'aborted' }
  }
}

function outcomeOf(answer: PlainAnswer & { messageId: string }): SendOutcome {
  switch (answer.kind) {
    case 'wait':
      return {
        kind: 'retry-after',
        afterMs: answer.afterMs,
        scope: answer.scope ?? 'chat',
        why: answer.why ?? 'too-many',
        reason: 'too many',
      }
    case 'blocked':
      return {
        kind: 'unreachable',
        chatState: answer.state as UnreachableState,
        why: answer.state as UnreachableState,
        reason: 'bot was blocked',
      }
    case 'moved':
      return { kind: 'migrated', toChatId: answer.toChatId, reason: 'upgraded' }
    case 'refused':
      return { kind: 'rejected', why: answer.why, reason: answer.words ?? 'bad request' }
    case 'unauthorised':
      return { kind: 'auth', why: 'token-refused', reason: 'token revoked' }
    case 'ok':
    case 'hang':
    case 'cut':
      return { kind: 'sent', messageIds: [answer.messageId] }
  }
}
