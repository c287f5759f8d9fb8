import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { demoSeed } from '../../../src/sandbox/demo-commune.ts'

const PAGE = join(import.meta.dirname, '..', '..', '..', 'src', 'sandbox', 'page')

interface Cast {
  readonly part: string
  readonly personId: string
}

/** The page's modules are plain JavaScript for browsers; these ones touch no browser. */
async function load<T>(name: string): Promise<T> {
  return (await import(join(PAGE, name))) as T
}

describe('the cast of the page', () => {
  it('is there in the demo commune, each person once', async () => {
    const { CAST } = await load<{ CAST: Cast[] }>('cast.js')
    const people = new Set(demoSeed().people.map((person) => person.id))

    expect(CAST).toHaveLength(6)
    expect(new Set(CAST.map((role) => role.personId)).size).toBe(6)
    for (const role of CAST) expect(people).toContain(role.personId)
  })

  it('takes back the people of the last visit where they still exist', async () => {
    const { castFor } = await load<{
      castFor: (people: readonly { id: string }[], before: readonly string[]) => Cast[]
    }>('cast.js')
    const holders = castFor(demoSeed().people, ['ha', 'somebody-gone'])

    expect(holders.map((role) => role.personId)).toEqual([
      'ha',
      'hung',
      'linh',
      'nhung',
      'bac-tam',
      'lan',
    ])
  })
})

describe('links in messages', () => {
  it.each([
    { address: 'https://t.me/NhipCauNhuXuanBot?start=hoi_T1', payload: 'hoi_T1' },
    { address: 'https://t.me/nhipcaunhuxuanbot', payload: '' },
    { address: 'tg://resolve?domain=NhipCauNhuXuanBot&start=a', payload: 'a' },
    { address: 'https://t.me/AnotherBot?start=x', payload: null },
    { address: 'https://example.com/NhipCauNhuXuanBot?start=x', payload: null },
    { address: 'not an address', payload: null },
  ])('$address starts the bot with $payload', async ({ address, payload }) => {
    const { startLinkPayload } = await load<{
      startLinkPayload: (address: string, bot: { username: string }) => string | null
    }>('start-link.js')

    expect(startLinkPayload(address, { username: 'NhipCauNhuXuanBot' })).toBe(payload)
  })

  it('never become anything but addresses of the web', async () => {
    const { webAddress } = await load<{ webAddress: (text: unknown) => URL | null }>(
      'web-address.js',
    )

    expect(webAddress('https://nhuxuan.example/a')?.href).toBe('https://nhuxuan.example/a')
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', ' ', null, 7, '//x']) {
      expect(webAddress(bad)).toBeNull()
    }
  })
})

describe('the files of the page', () => {
  const scripts = readdirSync(PAGE).filter((name) => name.endsWith('.js'))

  it.each(scripts)('%s puts no text in as markup and asks no other host', (name) => {
    const source = readFileSync(join(PAGE, name), 'utf8')

    expect(source).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/)
    expect(source.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/['"`](https?:)?\/\/\w/)
  })

  it('bring the sample minutes word for word', () => {
    const name = 'meeting-2023-03-20.txt'
    const fixture = join(import.meta.dirname, '..', '..', 'fixtures', name)

    expect(readFileSync(join(PAGE, name)).equals(readFileSync(fixture))).toBe(true)
  })
})
