/**
 * A text without the mention of the bot, which in a group is what makes Zalo deliver it and no part of what the
 * person says. The mention is plain text; payloads do not mark it.
 */
export function stripMention(text: string, names: readonly string[]): string {
  let rest = text.normalize('NFC')
  // The longest first: one name may begin with another.
  for (const name of [...names].sort((a, b) => b.length - a.length)) {
    if (name === '') continue
    const mention = new RegExp(
      `(?<![\\p{L}\\p{N}_])@${escape(name.normalize('NFC'))}(?![\\p{L}\\p{N}_])[,:]?`,
      'giu',
    )
    rest = rest.replace(mention, ' ')
  }
  return rest
    .replace(/[ \t]{2,}/gu, ' ')
    .replace(/ *\n */gu, '\n')
    .trim()
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`)
}
