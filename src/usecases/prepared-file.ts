import type { NotReadableReason } from '../documents/extract-result.ts'

/** `text-too-long`: of a file that is not too large itself. */
export type UnreadReason = 'empty' | 'unsupported' | 'text-too-long' | NotReadableReason

/** A file that somebody sent, after it was fetched and its text read; made before the turn's transaction. */
export type PreparedFile =
  | {
      readonly kind: 'read'
      readonly name: string
      readonly mime: string
      readonly bytes: Uint8Array
      readonly text: string
    }
  /** Fetched, but no text could be taken from it. */
  | { readonly kind: 'unread'; readonly name: string; readonly reason: UnreadReason }
  /** Stamped secret or for internal use: nothing of it is kept. */
  | { readonly kind: 'classified'; readonly name: string; readonly marking: string }
  | { readonly kind: 'too-large'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string }
