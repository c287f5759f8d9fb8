import type { TemplateSeed } from '../emulator-seed.ts'
import { nextHexId } from './emulator-message-id.ts'
import { isRecord, readObject, readText, textOf, type Params } from './emulator-params.ts'
import { publishMessage } from './emulator-show.ts'
import type { Chat } from './emulator-types.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { isOaRefusal, oaRefusal, oaSuccess, type OaRefusal } from './zalo-oa-emulator-answer.ts'
import { VIETNAM_MS } from './zalo-oa-emulator-day.ts'
import { spend, walletOf } from './zalo-oa-emulator-package.ts'
import { tellReceived } from './zalo-oa-emulator-receipts.ts'

const HOUR_MS = 3_600_000

/** `POST /v3.0/oa/message/template`: a ZBS template by user id, with numbers of its own (zalo-api.md 5). */
export const sendTemplate: OaMethod = (account, params) => {
  const template = findTemplate(account, params)
  if (isOaRefusal(template)) return template
  const data = readObject(params, 'template_data')
  if (!isRecord(data) || !template.params.every((name) => data[name] !== undefined))
    return oaRefusal(-201, 'template_data is invalid')
  const chat = findReader(account, textOf(params, 'user_id'))
  if (isOaRefusal(chat)) return chat
  const quota = pay(account, chat, readText(params, 'mode'))
  if (isOaRefusal(quota)) return quota
  const { state, clock } = account.context
  const values = template.params.map((name) => `${name}: ${String(data[name])}`)
  const message = state.addMessage({
    chatId: chat.chatId,
    externalId: nextHexId(state, 'zalo-oa'),
    at: clock.now(),
    from: { bot: true },
    text: [`[${template.templateId}]`, ...values].join('\n'),
  })
  publishMessage(account.context, 'message', message)
  tellReceived(account, chat, message)
  return oaSuccess({ msg_id: message.externalId, sent_time: String(message.at), quota })
}

function findTemplate({ seed }: OaAccount, params: Params): TemplateSeed | OaRefusal {
  const id = textOf(params, 'template_id')
  const template = seed.templates?.find(({ templateId }) => templateId === id)
  if (template === undefined) return oaRefusal(-201, 'template_id is invalid')
  if (template.approved === false) return oaRefusal(-131, 'Template is not approved')
  return template.byUserId === false
    ? oaRefusal(-249, 'This template cannot be sent by user id')
    : template
}

function findReader({ context }: OaAccount, userId: string): Chat | OaRefusal {
  const chat = context.state.chatOf('zalo-oa', userId)
  if (chat === undefined || chat.kind !== 'private')
    return oaRefusal(-118, 'Zalo account does not exist')
  return chat.botState === 'member' ? chat : oaRefusal(-114, 'User cannot receive messages')
}

/** In development a template goes to administrators, free and at any hour; else it costs money by day only. */
function pay(
  account: OaAccount,
  chat: Chat,
  mode: string | null,
): Record<string, string> | OaRefusal {
  const { context, seed, used } = account
  const { templatePrice, templatesPerDay, templateHours } = context.limits.zaloOa
  if (mode !== null && mode !== 'development') return oaRefusal(-201, 'mode is invalid')
  const local = context.clock.now() + VIETNAM_MS
  const today = `template ${new Date(local).toISOString().slice(0, 10)}`
  const spent = used.get(today) ?? 0
  if (mode === 'development') {
    const isAdmin = seed.admins?.includes(chat.members[0] ?? '') ?? true
    if (!isAdmin) return oaRefusal(-201, 'mode is for administrators of the OA only')
    return quotaOf(templatesPerDay, spent)
  }
  const hour = Math.floor(local / HOUR_MS) % 24
  if (hour < templateHours.from || hour >= templateHours.to)
    return oaRefusal(-133, 'Templates are not sent at night')
  const money = walletOf(account)
  if (money === null) return oaRefusal(-320, 'The OA has no linked ZCA account')
  if (money < templatePrice) return oaRefusal(-321, 'The ZCA account is out of money')
  if (spent >= templatesPerDay) return oaRefusal(-144, 'The daily quota is used up')
  used.put(today, spent + 1)
  spend(account, templatePrice)
  return quotaOf(templatesPerDay, spent + 1)
}

function quotaOf(total: number, spent: number): Record<string, string> {
  return { dailyQuota: String(total), remainingQuota: String(Math.max(total - spent, 0)) }
}
