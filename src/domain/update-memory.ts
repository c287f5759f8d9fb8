const DAY_MS = 86_400_000

/**
 * How long an update that is done with is known, so that the same one is not taken again. Longer than any platform
 * repeats: Telegram a day, the webhook of an OA two hours, its history after a restart two days. Shorter than the week of
 * silence after which Telegram counts on from a random number, which may be one of before.
 */
export const UPDATE_KNOWN_MS = 6 * DAY_MS

/**
 * What is older, by the platform's own time, is not taken: it may have been, and be forgotten. A day less, because clocks
 * differ and some things take their time.
 */
export const UPDATE_TAKEN_MS = UPDATE_KNOWN_MS - DAY_MS

/** How long an update that could not be taken in is counted, and known. */
export const FAILED_KNOWN_MS = 30 * DAY_MS
