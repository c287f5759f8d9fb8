/**
 * Every number that the emulators enforce, in one place that no sender imports; a test may change single values. Where
 * one is from stands in the team's fact sheets, which the emulators' comments name by file and section (telegram-api.md,
 * zalo-api.md): what the platforms' pages say, and what was seen.
 */
export interface EmulatorLimits {
  readonly telegram: {
    /** Sends accepted in any sliding second of one bot; the next one is refused. */
    readonly sendsPerSecond: number
    /** Sends and edits accepted in any sliding minute of one group. */
    readonly groupPerMinute: number
    /** Messages that one private chat takes at once … */
    readonly privateBurst: number
    /** … and the pace at which that fills up again. */
    readonly privateRefillMs: number
    /** How long the server waits for the caller before it answers 429 (real server: 8 s). */
    readonly hiddenWaitMs: number
    readonly textChars: number
    readonly rawTextBytes: number
    readonly captionChars: number
    readonly callbackDataBytes: number
    readonly toastChars: number
    readonly buttons: number
    readonly uploadBytes: number
    /** Uploads from this size on are spaced from earlier ones of the same size … */
    readonly pacedUploadBytes: number
    /** … and refused when more than this has gathered. */
    readonly uploadPatienceMs: number
    readonly photoBytes: number
    readonly downloadBytes: number
    /** A press must be answered within this time. */
    readonly pressAnswerMs: number
    readonly deleteWindowMs: number
    readonly longestPollSeconds: number
    readonly setWebhookGapMs: number
    readonly webhookTimeoutMs: number
    readonly webhookRetryFirstMs: number
    readonly webhookRetryMaxMs: number
    readonly webhookRetryAfterMaxSeconds: number
    readonly updateLifeMs: number
    readonly pressLifeMs: number
    readonly pendingUpdates: number
  }
  readonly zaloOa: {
    readonly callsPerMinute: number
    readonly textChars: number
    readonly buttons: number
    readonly buttonTitleChars: number
    readonly buttonPayloadChars: number
    readonly freeWindowMs: number
    readonly sendWindowMs: number
    /** Messages a month between the free and the closed window. */
    readonly subQuota: number
    readonly imageBytes: number
    readonly gifBytes: number
    readonly fileBytes: number
    readonly uploadLifeMs: number
    readonly uploadsPerMonth: number
    /** đồng, of one ZBS template. */
    readonly templatePrice: number
    readonly templatesPerDay: number
    /** Hours of the day, in Vietnam, between which templates go out. */
    readonly templateHours: { readonly from: number; readonly to: number }
    readonly accessLifeSeconds: number
    readonly refreshLifeMs: number
    readonly codeLifeMs: number
    readonly webhookTimeoutMs: number
    readonly webhookRetryMs: readonly number[]
  }
  readonly zaloBot: {
    readonly textChars: number
    readonly messagesPerMonth: number
    /** Requests in any sliding second before the front proxy answers its HTML page. */
    readonly callsPerSecond: number
    readonly longestPollSeconds: number
    readonly pendingUpdates: number
    readonly webhookTimeoutMs: number
    readonly webhookRetryMs: readonly number[]
  }
  readonly memory: {
    readonly messagesPerChat: number
    readonly messages: number
    readonly calls: number
    readonly callsFileBytes: number
    readonly files: number
    readonly fileBytes: number
    readonly journalBytes: number
  }
}

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const MEGABYTE = 1024 * 1024

const EMULATOR_LIMITS: EmulatorLimits = {
  telegram: {
    sendsPerSecond: 31,
    groupPerMinute: 20,
    privateBurst: 5,
    privateRefillMs: SECOND,
    hiddenWaitMs: 0,
    textChars: 4096,
    rawTextBytes: 32_768,
    captionChars: 1024,
    callbackDataBytes: 64,
    toastChars: 200,
    buttons: 100,
    uploadBytes: 50 * MEGABYTE,
    pacedUploadBytes: 100_000,
    uploadPatienceMs: 5 * SECOND,
    photoBytes: 10 * MEGABYTE,
    downloadBytes: 20 * MEGABYTE,
    pressAnswerMs: MINUTE,
    deleteWindowMs: 48 * HOUR,
    longestPollSeconds: 50,
    setWebhookGapMs: SECOND,
    webhookTimeoutMs: MINUTE,
    webhookRetryFirstMs: 2 * SECOND,
    webhookRetryMaxMs: MINUTE,
    webhookRetryAfterMaxSeconds: 3600,
    updateLifeMs: DAY,
    pressLifeMs: 150 * SECOND,
    pendingUpdates: 20_000,
  },
  zaloOa: {
    callsPerMinute: 100,
    textChars: 2000,
    buttons: 5,
    buttonTitleChars: 100,
    buttonPayloadChars: 1000,
    freeWindowMs: 48 * HOUR,
    sendWindowMs: 7 * DAY,
    subQuota: 500,
    imageBytes: MEGABYTE,
    gifBytes: 5 * MEGABYTE,
    fileBytes: 5 * MEGABYTE,
    uploadLifeMs: 7 * DAY,
    uploadsPerMonth: 5000,
    templatePrice: 300,
    templatesPerDay: 500,
    templateHours: { from: 6, to: 22 },
    accessLifeSeconds: 90_000,
    refreshLifeMs: 90 * DAY,
    codeLifeMs: 10 * MINUTE,
    webhookTimeoutMs: 2 * SECOND,
    webhookRetryMs: [30 * SECOND, 5 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR],
  },
  zaloBot: {
    textChars: 2000,
    messagesPerMonth: 3000,
    callsPerSecond: 30,
    longestPollSeconds: 60,
    pendingUpdates: 2000,
    webhookTimeoutMs: 5 * SECOND,
    webhookRetryMs: [SECOND, 5 * SECOND, 30 * SECOND, 5 * MINUTE],
  },
  memory: {
    messagesPerChat: 300,
    messages: 30_000,
    calls: 20_000,
    callsFileBytes: 64 * MEGABYTE,
    files: 300,
    fileBytes: 256 * MEGABYTE,
    // Rewriting it stops everything for a fifth of a second or more, which no platform does to a bot.
    journalBytes: 256 * MEGABYTE,
  },
}

/** Changes to single numbers, group by group. */
export type LimitChanges = { readonly [G in keyof EmulatorLimits]?: Partial<EmulatorLimits[G]> }

/** The limits with some numbers changed. */
export function changeLimits(
  changes: LimitChanges = {},
  from: EmulatorLimits = EMULATOR_LIMITS,
): EmulatorLimits {
  return {
    telegram: { ...from.telegram, ...changes.telegram },
    zaloOa: { ...from.zaloOa, ...changes.zaloOa },
    zaloBot: { ...from.zaloBot, ...changes.zaloBot },
    memory: { ...from.memory, ...changes.memory },
  }
}
