import { isRecord, parseJson, textOf } from './emulator-params.ts'
import type { Chat } from './emulator-types.ts'
import type { OaAccount, OaMethod } from './zalo-oa-emulator-account.ts'
import { oaRefusal, type OaResult } from './zalo-oa-emulator-answer.ts'

export const BAD_DATA = oaRefusal(-201, 'data is invalid')

/** Most reads take one query parameter `data` that holds JSON. */
export function withData(
  run: (account: OaAccount, data: Record<string, unknown>) => OaResult,
): OaMethod {
  return (account, params) => {
    const data = parseJson(textOf(params, 'data'))
    return isRecord(data) ? run(account, data) : BAD_DATA
  }
}

export function pageNumber(given: unknown, usual: number, most: number): number | null {
  const number = given === undefined ? usual : Number(given)
  return Number.isInteger(number) && number >= 0 && number <= most ? number : null
}

/** The private chats of an OA, oldest first. */
export function privateChats({ context }: OaAccount): Chat[] {
  return [...context.state.chats.values()].filter(
    ({ platform, kind }) => platform === 'zalo-oa' && kind === 'private',
  )
}
