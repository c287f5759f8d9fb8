/** Reasons that keep a whole bot or OA from sending until a person acts. */
const LANE_REASONS = [
  'token-refused',
  'consent-lost',
  'account-closed',
  'app-closed',
  'permission-missing',
  'package-too-low',
] as const

/**
 * Why a copy has not gone out, or only perhaps. The set is closed, so that each has its sentence for officers in
 * `src/i18n`; what the platform itself said stands beside it, for operators.
 */
export const REASONS = [
  // This chat takes nothing.
  'blocked',
  'gone',
  'never-started',
  'waiting-for-contact',
  'left',
  'dissolved',
  'no-rights',
  'topic-closed',
  'paid-messages',
  'group-expired',
  'moved',
  'bot-gone',
  // This content is not taken.
  'too-long',
  // The words of the same copy went before its file.
  'file-too-large',
  'file-refused',
  'file-forbidden',
  'file-stale',
  'file-missing',
  'upload-failed',
  'uploads-not-granted',
  'groups-not-granted',
  'format-refused',
  'message-gone',
  'refused',
  'not-made',
  'too-late',
  // Somebody has stopped its broadcast; of copies that are shown, and kept with none.
  'stopped',
  // A group that the bot was to make.
  'no-group-asset',
  'group-needs-admin',
  // It has to wait.
  'too-many',
  'quota',
  'person-quota',
  'night-hours',
  'quiet-hours',
  'offline',
  'platform-trouble',
  // It may have arrived.
  'no-answer',
  'interrupted',
  'restored',
  ...LANE_REASONS,
  'unknown',
] as const
export type Reason = (typeof REASONS)[number]

/** Reasons of copies that go out by themselves once it is over, each for itself. */
export const WAITING_REASONS: readonly Reason[] = [
  'waiting-for-contact',
  'quota',
  'person-quota',
  'night-hours',
]

const KNOWN: ReadonlySet<string> = new Set(REASONS)

/** The form in which a reason is kept: the word, then the platform's own. */
export function writeReason(why: Reason, words: string): string {
  return words === '' ? why : `${why}: ${words}`
}

/** The word of a kept reason; what an older version kept has none. */
export function readReason(kept: string | null): Reason {
  const word = kept?.split(':', 1)[0] ?? ''
  return KNOWN.has(word) ? (word as Reason) : 'unknown'
}
