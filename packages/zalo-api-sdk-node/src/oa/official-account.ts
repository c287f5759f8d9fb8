import type { CallOptions } from '../http/http-call.ts'
import type { RateLimit } from '../http/rate-limit.ts'
import { asObject, asText } from '../json.ts'
import { ZaloError } from '../zalo-error.ts'
import { oaMessageBody, type OaMessage } from './oa-message.ts'
import { createOaTransport, type OaTransport, type OaTransportOptions } from './oa-request.ts'
import type {
  OaGroupDetail,
  OaGroupMember,
  OaGroupPage,
  OaHistoryRow,
  OaProfile,
  OaSent,
  OaUpload,
  OaUser,
  OaUserQuota,
  Page,
} from './oa-types.ts'
import * as read from './read-oa-data.ts'

/** A client of one Official Account. Every call throws ZaloError and nothing else. */
export interface OfficialAccount {
  /** To a person: free within 48 hours of their last interaction, refused after 7 days. */
  sendMessage(userId: string, message: OaMessage, options?: CallOptions): Promise<OaSent>
  /** To a group of the account (GMF): text, image or file, at any hour. */
  sendGroupMessage(groupId: string, message: OaMessage, options?: CallOptions): Promise<OaSent>
  /** At most 50 a page. */
  listGroups(page?: Page, options?: CallOptions): Promise<OaGroupPage>
  getGroup(groupId: string, options?: CallOptions): Promise<OaGroupDetail>
  listMembers(groupId: string, page?: Page, options?: CallOptions): Promise<OaGroupMember[]>
  /** pdf, doc or docx, at most 5 MB; the token is good for seven days. */
  uploadFile(file: OaUpload, options?: CallOptions): Promise<string>
  /** jpg or png, at most 1 MB; the attachment id is good for seven days. */
  uploadImage(image: OaUpload, options?: CallOptions): Promise<string>
  getOa(options?: CallOptions): Promise<OaProfile>
  /** Fails for people who neither follow nor have written. */
  getUser(userId: string, options?: CallOptions): Promise<OaUser>
  /** The last message of each private chat, newest first, at most ten a page. */
  listRecentChats(page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  /** The messages with one person, newest first, at most ten a page. */
  listConversation(userId: string, page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  listRecentGroupChats(page?: Page, options?: CallOptions): Promise<OaHistoryRow[]>
  listGroupConversation(
    groupId: string,
    page?: Page,
    options?: CallOptions,
  ): Promise<OaHistoryRow[]>
  getUserQuota(userId: string, options?: CallOptions): Promise<OaUserQuota>
  /** The rate of the account's package as of the last answer; null before the first. */
  rateLimit(): RateLimit | null
}

export type OfficialAccountOptions = OaTransportOptions

const V2 = '/v2.0/oa'
const V3 = '/v3.0/oa'
const UPLOAD_TIMEOUT = 60_000

export function createOfficialAccount(options: OfficialAccountOptions): OfficialAccount {
  const transport = createOaTransport(options)
  const { request } = transport

  const send = async (
    path: string,
    recipient: Record<string, string>,
    message: OaMessage,
    call?: CallOptions,
  ): Promise<OaSent> => {
    const body = { recipient, message: oaMessageBody(message) }
    return read.readSent(await request({ path, body, write: true }, call))
  }

  return {
    rateLimit: transport.rateLimit,
    sendMessage: (userId, message, call) =>
      send(`${V3}/message/cs`, { user_id: userId }, message, call),
    sendGroupMessage: (groupId, message, call) =>
      send(`${V3}/group/message`, { group_id: groupId }, message, call),
    ...groupCalls(transport),
    ...historyCalls(transport),
    uploadFile: (file, call) => upload(transport, 'file', file, call),
    uploadImage: (image, call) => upload(transport, 'image', image, call),
    getOa: async (call) => read.readProfile(await request({ path: `${V2}/getoa` }, call)),
    getUser: async (userId, call) =>
      read.readUser(
        await request({ path: `${V3}/user/detail`, query: dataQuery({ user_id: userId }) }, call),
      ),
    getUserQuota: async (userId, call) =>
      read.readUserQuota(
        await request({ path: `${V3}/quota/message`, body: { user_id: userId } }, call),
      ),
  }
}

function groupCalls({
  request,
}: OaTransport): Pick<OfficialAccount, 'listGroups' | 'getGroup' | 'listMembers'> {
  return {
    listGroups: async (page, call) =>
      read.readGroupPage(
        await request({ path: `${V3}/group/getgroupsofoa`, query: pageOf(page, 50) }, call),
      ),
    getGroup: async (groupId, call) =>
      read.readGroupDetail(
        await request({ path: `${V3}/group/getgroup`, query: { group_id: groupId } }, call),
      ),
    listMembers: async (groupId, page, call) => {
      const query = { group_id: groupId, ...pageOf(page, 50) }
      return read.readMembers(await request({ path: `${V3}/group/listmember`, query }, call))
    },
  }
}

function historyCalls({
  request,
}: OaTransport): Pick<
  OfficialAccount,
  'listRecentChats' | 'listConversation' | 'listRecentGroupChats' | 'listGroupConversation'
> {
  const history = async (
    path: string,
    query: Record<string, string | number>,
    call?: CallOptions,
  ): Promise<OaHistoryRow[]> => read.readHistory(await request({ path, query }, call))
  return {
    listRecentChats: (page, call) =>
      history(`${V2}/listrecentchat`, dataQuery(pageOf(page, 10)), call),
    listConversation: (userId, page, call) =>
      history(`${V2}/conversation`, dataQuery({ user_id: userId, ...pageOf(page, 10) }), call),
    listRecentGroupChats: (page, call) =>
      history(`${V3}/group/listrecentchat`, pageOf(page, 10), call),
    listGroupConversation: (groupId, page, call) =>
      history(`${V3}/group/conversation`, { group_id: groupId, ...pageOf(page, 10) }, call),
  }
}

async function upload(
  { request }: OaTransport,
  kind: 'file' | 'image',
  file: OaUpload,
  call?: CallOptions,
): Promise<string> {
  const body = (): FormData => {
    const form = new FormData()
    const type = file.mime ?? 'application/octet-stream'
    form.append('file', new Blob([new Uint8Array(file.bytes)], { type }), file.name)
    return form
  }
  const path = `${V2}/upload/${kind}`
  const data = asObject(await request({ path, body, timeoutMs: UPLOAD_TIMEOUT }, call))
  const id = asText(data[kind === 'file' ? 'token' : 'attachment_id'])
  if (id !== '') return id
  const text = 'the upload was taken without an id: check the name and the extension'
  throw new ZaloError({ code: 'empty-upload', class: 'payload', text })
}

function pageOf(page: Page | undefined, count: number): { offset: number; count: number } {
  return { offset: page?.offset ?? 0, count: page?.count ?? count }
}

/** The one query parameter of the older lists: a JSON text. */
function dataQuery(data: Record<string, unknown>): { data: string } {
  return { data: JSON.stringify(data) }
}
