import type { EmulatorLimits } from './emulator-limits.ts'
import { isRecord, readObject, type Params } from './emulator-params.ts'
import type { StoredButton } from './emulator-types.ts'
import { badRequest, type TelegramRefusal } from './telegram-emulator-answer.ts'

/** A reply markup as given, with its inline buttons read; null: none. */
export interface ReadMarkup {
  readonly markup: unknown
  readonly buttons: readonly (readonly StoredButton[])[]
}

/** Reads and checks `reply_markup` (telegram-api.md 2 and 3.3). */
export function readMarkup(
  limits: EmulatorLimits['telegram'],
  params: Params,
): ReadMarkup | TelegramRefusal | null {
  const given = params.values['reply_markup']
  if (given === undefined || given === null || given === '') return null
  const markup = readObject(params, 'reply_markup')
  if (!isRecord(markup)) return badRequest('object expected as reply markup')
  const rows = markup['inline_keyboard']
  // Keyboards that replace the phone's own are taken and shown nowhere.
  if (rows === undefined) return { markup: null, buttons: [] }
  if (!Array.isArray(rows) || !rows.every(Array.isArray))
    return badRequest("can't parse inline keyboard: expected an Array of Arrays")
  const buttons = (rows as unknown[][]).map((row) => row.map((one) => readButton(limits, one)))
  const refused = buttons.flat().find((button) => 'ok' in button)
  if (refused !== undefined) return refused as TelegramRefusal
  if (buttons.flat().length > limits.buttons) return badRequest('reply markup is too long')
  const kept = (buttons as StoredButton[][]).filter((row) => row.length > 0)
  return kept.length === 0 ? { markup: null, buttons: [] } : { markup, buttons: kept }
}

function readButton(
  limits: EmulatorLimits['telegram'],
  given: unknown,
): StoredButton | TelegramRefusal {
  const fault = "can't parse inline keyboard button:"
  if (!isRecord(given)) return badRequest(`${fault} InlineKeyboardButton must be an Object`)
  const { text, callback_data: data, url, disabled } = given
  if (typeof text !== 'string' || text.trim() === '')
    return badRequest(`${fault} field "text" must be of type String`)
  const shared = { text, ...(disabled === true && { disabled: true }) }
  if (typeof url === 'string')
    return /^(https?|tg):\/\/\S+$/.test(url)
      ? { ...shared, kind: 'url', payload: url }
      : badRequest('BUTTON_URL_INVALID')
  if (typeof data !== 'string')
    return badRequest(`${fault} Text buttons are unallowed in the inline keyboard`)
  const bytes = Buffer.byteLength(data)
  return bytes >= 1 && bytes <= limits.callbackDataBytes
    ? { ...shared, kind: 'callback', payload: data }
    : badRequest('BUTTON_DATA_INVALID')
}
