export { ZaloError, type ZaloErrorClass, type ZaloFailure } from './zalo-error.ts'
export { createOfficialAccount } from './oa/official-account.ts'
export type { OfficialAccount, OfficialAccountOptions } from './oa/official-account.ts'
export type { OaButton, OaButtonShape, OaMessage } from './oa/oa-message.ts'
export type {
  OaGroup,
  OaGroupDetail,
  OaGroupMember,
  OaGroupPage,
  OaHistoryRow,
  OaProfile,
  OaQuota,
  OaSent,
  OaUpload,
  OaUser,
  OaUserQuota,
  Page,
} from './oa/oa-types.ts'
export { oaErrorClass } from './oa/oa-error-class.ts'
export { createOAuthClient, type OAuthClient, type OAuthOptions } from './oauth/oauth-client.ts'
export { rotatingTokens, REFRESH_LOCK_MS } from './oauth/rotating-tokens.ts'
export type { RotatingTokensOptions } from './oauth/rotating-tokens.ts'
export { staticToken } from './oauth/static-token.ts'
export type { AccessTokens } from './oauth/access-tokens.ts'
export type { TokenPair, TokenStore } from './oauth/token-pair.ts'
export { createZaloBot } from './bot/zalo-bot.ts'
export type { BotProfile, BotWebhook, ZaloBot, ZaloBotOptions } from './bot/zalo-bot.ts'
export { botErrorClass } from './bot/bot-answer.ts'
export { verifyOaSignature, type OaSignatureInput } from './webhook/oa-signature.ts'
export { verifyBotSecret } from './webhook/bot-secret.ts'
export { parseOaEvent } from './webhook/oa-event.ts'
export type { OaAttachment, OaEvent, OaGroupChange, OaMessageEvent } from './webhook/oa-event.ts'
export { parseBotEvent, type BotEvent } from './webhook/bot-event.ts'
export { parseJsonKeepingIds } from './json.ts'
export { downloadAttachment } from './download-attachment.ts'
export type { AttachmentDownload, DownloadOptions } from './download-attachment.ts'
export type { CallOptions, Fetch } from './http/http-call.ts'
export type { RateLimit } from './http/rate-limit.ts'
