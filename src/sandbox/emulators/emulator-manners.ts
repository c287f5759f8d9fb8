/** Ways in which the real servers were seen to differ; a test switches them, also while they run. */
export interface EmulatorManners {
  readonly zaloOa: {
    /** Failures carry an HTTP status of their own too; else every answer is HTTP 200. */
    readonly httpStatuses: boolean
    /** Buttons are taken in the older shape only, with the text inside. */
    readonly legacyButtons: boolean
    /** Ids stand in answers and events as bare numbers, above what JavaScript can count. */
    readonly numericIds: boolean
    /** Events of groups have the second of the names that sources give them. */
    readonly otherEventNames: boolean
    /** The list of recent group chats has the last messages of all groups; else the last one of each. */
    readonly manyOfGroup: boolean
    /** The history tells which message a message quotes, as the events do; no source says that it does. */
    readonly quotesInHistory: boolean
  }
  readonly zaloBot: {
    /** Errors carry their number as HTTP status too; else every answer is HTTP 200. */
    readonly httpStatuses: boolean
    /** `getUpdates` gives the same update again until a newer one is there; else reading removes it. */
    readonly replay: boolean
    /** Webhook bodies are wrapped as the documentation says; else flat as live traffic is. */
    readonly wrappedWebhook: boolean
    /** `getMe` leaves out the shown name, as in the documented sample; the account's name is another. */
    readonly hidesName: boolean
  }
}

/** Changes to single manners, platform by platform. */
export type MannerChanges = { readonly [P in keyof EmulatorManners]?: Partial<EmulatorManners[P]> }

const EMULATOR_MANNERS: EmulatorManners = {
  zaloOa: {
    httpStatuses: false,
    legacyButtons: false,
    numericIds: false,
    otherEventNames: false,
    manyOfGroup: false,
    quotesInHistory: false,
  },
  zaloBot: { httpStatuses: false, replay: false, wrappedWebhook: false, hidesName: false },
}

export function changeManners(
  changes: MannerChanges = {},
  from: EmulatorManners = EMULATOR_MANNERS,
): EmulatorManners {
  return {
    zaloOa: { ...from.zaloOa, ...changes.zaloOa },
    zaloBot: { ...from.zaloBot, ...changes.zaloBot },
  }
}
