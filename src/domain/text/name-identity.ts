/** Grave, acute, tilde, hook above, dot below: the tones; other marks make another letter. */
const TONES = /[\u0300\u0301\u0303\u0309\u0323]/gu
const STRAY_D = /[\u00D0\u00F0\u0189\u0256]/gu

/**
 * What two spellings of one person's name share: case, blanks, NFC/NFD and the place of the tone
 * (`Hoà`/`Hòa`) do not count, but every letter and tone does, because Hùng and Hưng are two people.
 */
export function nameIdentity(name: string): string {
  return name.replace(STRAY_D, 'đ').toLowerCase().trim().split(/\s+/u).map(toneLast).join(' ')
}

function toneLast(word: string): string {
  const letters = word.normalize('NFD')
  const tones = letters.match(TONES) ?? []
  return `${letters.replace(TONES, '').normalize('NFC')}${tones.join('')}`
}
