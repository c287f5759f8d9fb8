export type LegacyEncoding = 'tcvn3' | 'vni'

/** Fewer hits than this are chance: a stray sign, a foreign name. */
const ENOUGH = 5

/** TCVN3 (ABC) letters that Latin-1 shows as signs; signs inside words do not occur otherwise. */
const TCVN3_IN_WORD = /(?<=\p{L})[¡-¯µ-¹»-¾]|[¡-¯µ-¹»-¾](?=\p{L})/gu
/** VNI writes the accent as a letter of its own behind the vowel, and ñ for đ. */
const VNI_PAIR = /[aeouy][øùûõïâáàåãäêéèúüë]|ñ[aeiouyöô]/giu
/** Letters that only Vietnamese in Unicode has. */
const VIETNAMESE = /[\u1EA0-\u1EF9ăđơưĂĐƠƯ]/gu

function count(text: string, pattern: RegExp): number {
  let hits = 0
  for (const _ of text.matchAll(pattern)) hits += 1
  return hits
}

/**
 * Recognises Vietnamese typed for the fonts of before Unicode (TCVN3 "Uû ban nh©n d©n", VNI "Uyû ban
 * nhaân daân") in text that was decoded as if it were Unicode; null for real Unicode. Must run before
 * anything drops soft hyphens: that byte is the letter ư in TCVN3.
 */
export function detectLegacyEncoding(text: string): LegacyEncoding | null {
  const vietnamese = count(text, VIETNAMESE)
  const tcvn3 = count(text, TCVN3_IN_WORD)
  if (tcvn3 >= ENOUGH && tcvn3 * 3 > vietnamese) return 'tcvn3'
  const vni = count(text, VNI_PAIR)
  if (vni >= ENOUGH && vni > vietnamese * 3) return 'vni'
  return null
}
