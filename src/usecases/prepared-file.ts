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
  | {
      readonly kind: 'unread'
      readonly name: string
      readonly reason: 'empty' | 'not-readable' | 'unsupported'
      /** Vietnamese sentence for `not-readable`. */
      readonly detail: string
    }
  | { readonly kind: 'too-large'; readonly name: string }
  | { readonly kind: 'failed'; readonly name: string }
