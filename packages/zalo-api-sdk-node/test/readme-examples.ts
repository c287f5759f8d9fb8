import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Example {
  /** The heading it stands under, with a number where that has several. */
  readonly title: string
  readonly language: 'ts' | 'js'
  readonly code: string
}

/** The fenced programs of the README, in their order. */
export function readmeExamples(): Example[] {
  const text = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const examples: Example[] = []
  for (const section of text.split(/^## /m).slice(1)) {
    const heading = section.slice(0, section.indexOf('\n'))
    const blocks = [...section.matchAll(/^```(ts|js)\n([\s\S]*?)^```$/gm)]
    blocks.forEach(([, language, code], index) => {
      const title = index === 0 ? heading : `${heading} ${index + 1}`
      examples.push({ title, language: language === 'js' ? 'js' : 'ts', code: code ?? '' })
    })
  }
  return examples
}
