import type { CallOptions } from '../http/http-call.ts'
import { asNumber, asObject, asText, asTextOrNull } from '../json.ts'
import { dataQuery, type Page, pageOf, rowsOf } from './oa-page.ts'
import type { OaTransport } from './oa-request.ts'

/** One message of a history list. */
export interface OaHistoryRow {
  /** `oa` for what the account sent, `person` for what came in. */
  readonly from: 'oa' | 'person'
  /** Empty where Zalo gives none; such a row is left in, so that a full page can be told from the last. */
  readonly messageId: string
  /** Milliseconds since 1970. */
  readonly time: number
  /** `text`, `photo`, `file`, … */
  readonly type: string
  readonly text: string
  /** Of a picture or a file; soon dead. */
  readonly url: string | null
  readonly fromId: string
  readonly fromName: string
  readonly toId: string
  readonly toName: string
  /** Only in the lists of groups. */
  readonly groupId: string | null
  /** The message that this one quotes; null where it quotes none or Zalo does not say. */
  readonly quoteMessageId: string | null
}

/** What was said: at most ten rows a call, newest first. Hidden presses of buttons are not among them. */
export interface HistoryCalls {
  /** The last message of each private chat. */
  listRecentChats(page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  /** The messages with one person. */
  listConversation(userId: string, page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  /** The last messages of all groups: of one group perhaps several. */
  listRecentGroupChats(page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  listGroupConversation(
    groupId: string,
    page?: Page,
    options?: CallOptions,
  ): Promise<OaHistoryRow[]>
}

const MOST_ROWS = 10

export function historyCalls({ request }: OaTransport): HistoryCalls {
  const history = async (
    path: string,
    query: Record<string, string | number>,
    call?: CallOptions,
  ): Promise<OaHistoryRow[]> => readRows(await request({ path, query }, call))
  return {
    listRecentChats: (page, call) =>
      history('/v2.0/oa/listrecentchat', dataQuery(pageOf(page, MOST_ROWS)), call),
    listConversation: (userId, page, call) => {
      const query = dataQuery({ user_id: userId, ...pageOf(page, MOST_ROWS) })
      return history('/v2.0/oa/conversation', query, call)
    },
    listRecentGroupChats: (page, call) =>
      history('/v3.0/oa/group/listrecentchat', pageOf(page, MOST_ROWS), call),
    listGroupConversation: (groupId, page, call) => {
      const query = { group_id: groupId, ...pageOf(page, MOST_ROWS) }
      return history('/v3.0/oa/group/conversation', query, call)
    },
  }
}

/** `src` 0 is what the account sent, 1 what a person sent. */
function readRows(data: unknown): OaHistoryRow[] {
  return rowsOf(data, ['messages', 'conversations', 'chats', 'groups']).map((row) => ({
    from: asNumber(row['src']) === 0 ? ('oa' as const) : ('person' as const),
    messageId: asText(row['message_id']) || asText(row['msg_id']),
    time: asNumber(row['time']) ?? 0,
    type: asText(row['type']),
    text: asText(row['message']),
    url: asTextOrNull(row['url']) ?? asTextOrNull(row['thumb']),
    fromId: asText(row['from_id']),
    fromName: asText(row['from_display_name']),
    toId: asText(row['to_id']),
    toName: asText(row['to_display_name']),
    groupId: asTextOrNull(row['group_id']),
    // Named as in the events of the webhook: whether the history has it nobody has written down.
    quoteMessageId:
      asTextOrNull(row['quote_msg_id']) ?? asTextOrNull(asObject(row['quote_msg'])['msg_id']),
  }))
}
