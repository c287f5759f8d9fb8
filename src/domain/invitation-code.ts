/** As it is drawn: 96 random bits in base64url, in one word (`storage/join-links.ts`). */
const CODE = /(?<![\w-])[\w-]{16}(?![\w-])/u
const WHOLE = new RegExp(`^${CODE.source}$`, 'u')
/** What is typed around a code besides quotation marks and full stops. */
const BESIDES = /^(?:mã|ma|mời|moi|là|la|ạ|a|nhé|nhe|nha|với|voi)$/iu
/** The words that an invitation tells to type, with what stands behind them in their line or quotation marks. */
const TO_TYPE = /(?<!\p{L})(?:bắt|bat)\s*(?:đầu|dau)(?!\p{L})([^\n”]*)/giu

/** A drawn code looks so, and neither a word of people's nor a number of theirs does. */
const DRAWN = /^(?=.*[A-Za-z])(?:.*[\d_-]|.*[a-z][A-Z])/u
/** As many words stand where a code is typed, also wrongly; more are a sentence. */
const WORDS = 3

/** The code in words that came behind “bắt đầu”, also with blanks in it (“mã AbCd EfGh…. ạ”); null: there is none. */
export function readInvitationCode(words: string): string | null {
  const [code] = CODE.exec(words) ?? []
  if (code !== undefined) return code
  const pieces = words.split(/[\s"“”'.,:!…]+/u)
  const all = [pieces, pieces.filter((piece) => !BESIDES.test(piece))]
  // With the blanks kept: capitals that begin words are a name.
  const drawn = all.filter((some) => WHOLE.test(some.join('')) && DRAWN.test(some.join(' ')))
  return drawn[0]?.join('') ?? null
}

/**
 * Whether such words were meant for a code, right or wrong, so that who typed them believes to have joined. Behind a greeting
 * anything may be said, and a telephone number anywhere.
 */
export function isMeantAsInvitation(words: string, isGreeted: boolean): boolean {
  if (isGreeted) return DRAWN.test(CODE.exec(words)?.[0] ?? '')
  if (readInvitationCode(words) !== null || /^(?:mã|ma)(?![\p{L}\p{M}])/iu.test(words)) return true
  const typed = words.split(/\s+/u)
  return (
    typed.length <= WORDS &&
    typed.some((word) => /^(?![\d-]*$)(?:[\w-]{10,}|(?=.*\d)(?=.*[a-z])[\w-]{6,})$/iu.test(word))
  )
}

/** The code in a text that holds “bắt đầu” with one anywhere: an invitation that was passed on or copied, with all its words. */
export function findInvitation(text: string): string | null {
  for (const [, behind = ''] of text.normalize('NFC').matchAll(TO_TYPE)) {
    const [code] = CODE.exec(behind) ?? []
    if (code !== undefined) return code
  }
  return null
}

/** Whether a text begins as our invitations do, so that it is one, and no notice that quotes one. */
export function beginsAsInvitation(text: string): boolean {
  return /^\P{L}*(?:mời tham gia|join)(?!\p{L})/iu.test(text.normalize('NFC'))
}
