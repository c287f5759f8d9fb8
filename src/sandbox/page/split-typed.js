/** Characters of one message in Telegram; what is longer the app sends as several. */
const LONGEST = 4096

/** What is typed or pasted, as Telegram's app sends it: a long text in pieces, cut between lines or words where there are any. */
export function splitTyped(text) {
  const pieces = []
  let rest = Array.from(Array.from(text).length > LONGEST ? text.trim() : text)
  while (rest.length > LONGEST) {
    const cut = cutOf(rest.slice(0, LONGEST + 1))
    pieces.push(rest.slice(0, cut).join('').trim())
    rest = Array.from(rest.slice(cut).join('').trim())
  }
  return [...pieces, rest.join('')].filter((piece, index) => index === 0 || piece !== '')
}

/** The last line that ends in here, else the last word, unless that would leave little of it. */
function cutOf(characters) {
  const least = LONGEST / 2
  const ends = ['\n', ' '].map((end) => characters.lastIndexOf(end))
  return ends.find((at) => at > least) ?? LONGEST
}
