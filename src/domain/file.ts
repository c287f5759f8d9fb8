import type { FileId } from './id.ts'

/** A stored file as a message or a notice refers to it. */
export interface MessageFileRef {
  readonly fileId: FileId
  readonly name: string
  readonly mime: string
  /** Bytes. */
  readonly size: number
}
