/** Keeps two characters apart for Telegram's search for names and commands; shows as nothing. */
const WORD_JOINER = '\u2060'

/**
 * Telegram finds `@name` in plain text by itself, and a found name rings that person's phone. A word
 * before the sign (an address, `/hoi@bot`) makes it no mention, see match_mentions in TDLib.
 */
const MENTION = String.raw`(?<![\p{L}\p{N}_])@(?=[A-Za-z0-9_]{2})`
/**
 * A `/command` becomes a link that sends it in the reader's name: in the words of a resident it could make
 * an officer approve something with one touch. See match_bot_commands in TDLib.
 */
const COMMAND = String.raw`(?<![\p{L}\p{N}_/<>])\/(?=[A-Za-z0-9_])`

/**
 * An address with a path: Telegram makes it one link and finds neither in it, and a joiner would lead it elsewhere. What
 * is taken for one is less than what Telegram takes (match_urls and fix_url in TDLib), never more, or a name in it would
 * ring: it begins a word, because an unfinished address before it spoils it; its host has plain letters and, without
 * `https://`, an ending that is linked without it; it ends at a bracket or quotation mark.
 */
const START = String.raw`(?<=(?:^|[ \t\n\u00A0])(?:[\p{L}\p{N}]{1,20}:)?[("'“‘«\[<]{0,3})`
const LABELS = String.raw`(?![Tt][Ee][Ii][Ee][Gg][Rr][Aa][Mm]\.)(?:[A-Za-z0-9](?:[A-Za-z0-9\-]{0,60}[A-Za-z0-9])?\.)+`
const WITH_SCHEME = String.raw`[Hh]ttps?:\/\/${LABELS}[A-Za-z]{2,20}`
const BARE = String.raw`(?=[A-Za-z])${LABELS}(?:vn|com|net|org|info|asia|app|tv|me|be|ly|gl)`
const PATH = String.raw`(?::[1-9]\d{0,3})?\/[\p{L}\p{M}\p{N}\-._~!$&*+,;=:@\/%?#]{0,2000}`

const FOUND = new RegExp(`${START}(?:${WITH_SCHEME}|${BARE})${PATH}|${MENTION}|${COMMAND}`, 'gu')

/** Marks that Telegram takes out before it looks (clean_input_string in TDLib): one behind `/` would hide a live command. */
const TAKEN_OUT = /[\u030A\u0333\u033F]/gu

/** Without a blank for so long, a text may be cut into parts anywhere, and what stood in a word or an address begins one. */
const MAY_BE_CUT = /(?<!\S)\S{4000,}/gu
const SIGN = /[@/](?=[A-Za-z0-9_])/gu

/**
 * Text that names nobody and, where it is somebody else's words, commands nothing. Markup needs no care: it goes
 * out as entities, never as a parse mode.
 */
export function neutraliseText(text: string, verbatim: boolean): string {
  const apart = (sign: string): string =>
    sign === '@' || verbatim ? `${sign}${WORD_JOINER}` : sign
  return text
    .replace(TAKEN_OUT, '')
    .replace(MAY_BE_CUT, (run) => run.replace(SIGN, apart))
    .replace(FOUND, (found) => (found.length === 1 ? apart(found) : found))
}
