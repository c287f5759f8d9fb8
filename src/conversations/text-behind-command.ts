import { countCharacters } from '../domain/text/clip.ts'
import { DRAFT_MIN_LENGTH } from './dialogues/collect-draft.ts'
import type { Turn } from './turn.ts'

/** “Soạn thảo” is another word, and may begin a text. */
const COMMAND = /^[/#.]?\s*so[ạa]n(?:@\w+)?(?![\p{L}\p{N}_])(?!\s+th[ảa]o(?!\p{L})):?\s*/iu
/** A line or a sentence ends, of more words than a wish has. */
const SENTENCE = /\n|^(?:\S+\s+){4,}\S*[.!?…](?:\s|$)/u

/**
 * The text of a notice that comes in one message with “soạn”, as it is typed and without that word, which must not go out with
 * it; null: what follows the word is so little that it may say what is wanted (“soạn tin mới”), and be no part of a notice.
 */
export function textBehindDraftCommand({ inbound: { event } }: Turn): string | null {
  const typed = event.kind === 'text' ? event.text : 'caption' in event ? event.caption : undefined
  const text = (typed ?? '').normalize('NFC').trim().replace(COMMAND, '')
  return countCharacters(text) >= DRAFT_MIN_LENGTH || SENTENCE.test(text) ? text : null
}
