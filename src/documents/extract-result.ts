import type { Marking } from '../domain/document/detect-classified.ts'

/** Why a file cannot be read; the sentence for people is chosen where it is shown. */
export type NotReadableReason =
  /** Neither UTF-8 nor UTF-16 with a byte order mark. */
  | 'encoding'
  /** Typed for TCVN3 (ABC) or VNI fonts, from before Unicode. */
  | 'legacy-tcvn3'
  | 'legacy-vni'
  /** Not text at all: NUL characters, or letters with dozens of marks. */
  | 'binary'
  /** Protected by a password, or an old .doc under the name .docx. */
  | 'encrypted-or-old-word'
  /** Called .docx but not a Word document. */
  | 'not-a-docx'
  /** A Word document that is cut off or broken inside. */
  | 'damaged'

/** What a file holds. `marking` is the secrecy or internal-use stamp, also from page headers. */
export type ExtractResult =
  | { kind: 'text'; text: string; marking: Marking | null }
  | { kind: 'empty' }
  | { kind: 'too-large' }
  | { kind: 'not-readable'; reason: NotReadableReason }
  | { kind: 'unsupported'; extension: string }
