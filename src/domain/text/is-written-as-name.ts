const NAME = /^\p{Lu}[\p{L}\p{M}'’.-]*(?: \p{Lu}[\p{L}\p{M}'’.-]*)+$/u

/** “Vang A Dung” is a name, whatever its words mean in a sentence: several words, each of which begins with a capital letter. */
export function isWrittenAsName(text: string): boolean {
  return NAME.test(text.trim().replace(/\s+/gu, ' '))
}
