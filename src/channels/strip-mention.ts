/**
 * A text without the mention of the bot, which says whom it is for and is no part of what the person says; null: it does
 * not mention the bot. The mention is plain text; not every payload marks it.
 */
export function stripMention(text: string, names: readonly string[]): string | null {
  const whole = text.normalize('NFC')
  let rest = whole
  // The longest first: one name may begin with another.
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    if (name === '') continue
    const mention = new RegExp(
      `(?<![\\p{L}\\p{N}_])@${escape(name.normalize('NFC'))}(?![\\p{L}\\p{N}_])[,:]?`,
      'giu',
    )
    rest = rest.replace(mention, ' ')
  }
  if (rest === whole) return null
  return rest
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/ *\n */gu, '\n')
    .trim()
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
}
