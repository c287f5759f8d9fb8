import { contactOf } from '../storage/contact.ts'
import type { Turn } from './turn.ts'

/** Sentences that send somebody to the office, and how to reach it where an owner has written that. */
export async function withContact(
  { tx, texts }: Pick<Turn, 'tx' | 'texts'>,
  ...sentences: readonly string[]
): Promise<string[]> {
  const contact = await contactOf(tx)
  return contact === null ? [...sentences] : [...sentences, texts.contact.line({ contact })]
}
