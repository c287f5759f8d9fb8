export { ZaloError, type ZaloErrorClass, type ZaloFailure } from './zalo-error.ts'
export type { CallOptions, Fetch } from './http/http-call.ts'
export type { RateLimit } from './http/rate-limit.ts'

export { createOfficialAccount } from './oa/official-account.ts'
export type { OfficialAccount, OfficialAccountOptions } from './oa/official-account.ts'
export type { OaRequest } from './oa/oa-request.ts'
export type { Page } from './oa/oa-page.ts'
export type { OaButton, OaButtonShape, OaMediaSource, OaMessage } from './oa/oa-message.ts'
export type { AnonymousPerson, OaReactIcon, OaTemplate, SendingCalls } from './oa/send-messages.ts'
export type { OaQuota, OaSent } from './oa/oa-sent.ts'
export { mentionOf, withoutMentions } from './oa/mention.ts'
export type { GroupCalls, NewOaGroup, OaGroupChanges } from './oa/manage-groups.ts'
export type {
  OaGroup,
  OaGroupDetail,
  OaGroupMember,
  OaGroupPage,
  OaGroupSettings,
} from './oa/oa-group.ts'
export { OA_UPLOAD_LIMITS } from './oa/upload-files.ts'
export type { OaUpload, OaUploadLimit, UploadCalls } from './oa/upload-files.ts'
export type { OaUserChanges, OaUserFilter, PeopleCalls } from './oa/manage-users.ts'
export type { OaSharedInfo, OaUser, OaUserPage } from './oa/oa-user.ts'
export type { HistoryCalls, OaHistoryRow } from './oa/read-history.ts'
export type {
  OaGroupAsset,
  OaMessageAsset,
  OaQuotaType,
  OaRemaining,
  OaUserQuota,
  QuotaCalls,
} from './oa/read-quotas.ts'
export type { OaProfile } from './oa/oa-profile.ts'
export { oaErrorClass, templateErrorClass } from './oa/oa-error-class.ts'

export { createOAuthClient } from './oauth/oauth-client.ts'
export type { IssuedTokenPair, OAuthClient, OAuthOptions } from './oauth/oauth-client.ts'
export { codeChallengeOf, createPkcePair, type PkcePair } from './oauth/pkce.ts'
export { consentUrl, readConsentAnswer } from './oauth/consent.ts'
export type { ConsentAnswer, ConsentOptions } from './oauth/consent.ts'
export { rotatingTokens, REFRESH_LOCK_MS } from './oauth/rotating-tokens.ts'
export type { RotatingTokensOptions } from './oauth/rotating-tokens.ts'
export { staticToken } from './oauth/static-token.ts'
export type { AccessTokens } from './oauth/access-tokens.ts'
export type { TokenPair, TokenStore } from './oauth/token-pair.ts'

export { createZaloBot } from './bot/zalo-bot.ts'
export type { BotTextOptions, ZaloBot } from './bot/zalo-bot.ts'
export type { ZaloBotOptions } from './bot/bot-request.ts'
export type { BotProfile, BotSent, BotTextStyle, BotWebhook } from './bot/bot-types.ts'
export { pollBotUpdates, type BotPollOptions } from './bot/poll-bot-updates.ts'
export { botErrorClass } from './bot/bot-answer.ts'

export { checkOaSignature, verifyOaSignature } from './webhook/oa-signature.ts'
export type { OaSignatureInput, OaSignatureVerdict } from './webhook/oa-signature.ts'
export { verifyBotSecret } from './webhook/bot-secret.ts'
export { parseOaEvent } from './webhook/parse-oa-event.ts'
export type {
  OaAnonymousEvent,
  OaAttachment,
  OaEvent,
  OaEventCommon,
  OaGroupChange,
  OaGroupEvent,
  OaMessageEvent,
  OaPersonEvent,
  OaReactionEvent,
  OaReceiptEvent,
  OaTagEvent,
  OaUserInfoEvent,
} from './webhook/oa-event.ts'
export { parseBotEvent } from './webhook/bot-event.ts'
export type { BotChat, BotEvent, BotMessage } from './webhook/bot-event.ts'
export { parseJsonKeepingIds } from './json.ts'
export { downloadAttachment } from './download-attachment.ts'
export type { AttachmentDownload, DownloadOptions } from './download-attachment.ts'
