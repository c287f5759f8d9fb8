/**
 * `“text”.`: somebody else's words as the end of a sentence, closed once. A full stop of their own is left out, and
 * after a question, an exclamation or dots there is no stop besides.
 */
export function quoteAtEnd(text: string): string {
  return `“${text}”.`.replace(/([?!…]|\.{3})”\.$/u, '$1”').replace(/\.”\.$/u, '”.')
}
