/** Keeps two characters apart for Telegram's search for names and commands; shows as nothing. */
const WORD_JOINER = '\u2060'

/**
 * Telegram finds `@name` in plain text by itself, and a found name rings that person's phone. A word
 * before the sign (an address, `/hoi@bot`) makes it no mention, see match_mentions in TDLib.
 */
const MENTION = /(?<![\p{L}\p{N}_])@(?=[A-Za-z0-9_]{2})/gu
/**
 * A `/command` becomes a link that sends it in the reader's name: in the words of a resident it could make
 * an officer approve something with one touch. See match_bot_commands in TDLib.
 */
const COMMAND = /(?<![\p{L}\p{N}_/<>])\/(?=[A-Za-z0-9_])/gu

/**
 * Text that names nobody and, where it is somebody else's words, commands nothing. Markup needs no care: it goes
 * out as entities, never as a parse mode.
 */
export function neutraliseText(text: string, verbatim: boolean): string {
  const silent = text.replace(MENTION, `@${WORD_JOINER}`)
  return verbatim ? silent.replace(COMMAND, `/${WORD_JOINER}`) : silent
}
