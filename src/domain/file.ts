import type { FileId } from './id.ts'

/** A stored file as a message or a notice refers to it. */
export interface MessageFileRef {
  readonly fileId: FileId
  readonly name: string
  readonly mime: string
  /** Bytes. */
  readonly size: number
  /** Where it can be fetched, for platforms that do not take it; added when a message is sent, never stored. */
  readonly link?: FileLink
}

export interface FileLink {
  readonly url: string
  /** The last day, as people read it. */
  readonly until: string
}
