import { attributeReader, walkXml } from './xml-tokens.ts'

const words = attributeReader('string')

/**
 * Words that Word draws as a picture, in order: its text watermark (Design > Watermark), old WordArt. They are an
 * attribute, no text of the paper, but may be its stamp.
 */
export function readDrawnWords(xml: string): string[] {
  const found: string[] = []
  if (!xml.includes('<v:textpath')) return found
  walkXml(xml, (token) => {
    if (token.kind === 'open' && token.name === 'v:textpath') found.push(words(token.inside) ?? '')
  })
  return found
}
