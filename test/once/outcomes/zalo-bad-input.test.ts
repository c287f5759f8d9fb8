import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createOAuthClient } from 'zalo-api-sdk-node'
import type { UnitId } from '../../../src/domain/id.ts'
import { restartLane } from '../../../src/storage/sending/lane-stops.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import {
  OA_APP,
  OA_GROUP,
  OA_PAIR,
  openOutcomeStage,
  type OutcomeStage,
} from '../../support/outcome-stage.ts'

const AN = 'telegram:2000'
const BINH = 'telegram:2001'
const HOA = 'zalo-oa:2512523625412515999'
const HOURS = 3_600_000

describe('what comes amiss between the service and an Official Account', () => {
  let stage: OutcomeStage
  let unit: UnitId

  beforeEach(async () => {
    stage = await openOutcomeStage()
    unit = await stage.unit('Thôn Yên Cát')
    await stage.post('an', unit, 'owner')
    await stage.post('binh', unit, 'leader')
    await stage.group(OA_GROUP, unit)
  })
  afterEach(() => stage.stop())

  const grants = async (): Promise<(number | null)[]> => {
    const calls = await stage.control.calls('zalo-oa')
    return calls.filter(({ method }) => method === 'access_token').map(({ errorCode }) => errorCode)
  }
  const stops = async (): Promise<string[]> =>
    (await stage.read(AN, 'an')).filter((text) => text.startsWith('⛔'))

  it('a refresh token that another program has used: the OA stops, an owner hears of it once, nothing is lost', async () => {
    const { appId, appSecret } = OA_APP
    const baseUrl = `${stage.emulators.origin}/oauth`
    const elsewhere = createOAuthClient({ appId, appSecret, baseUrl })
    const pair = await elsewhere.refresh(OA_PAIR.refreshToken)
    const ids = [await stage.send([unit])]
    await stage.quiet()
    ids.push(await stage.send([unit]))
    await stage.quiet()
    await stage.later(60_000)

    expect(await Promise.all(ids.map((id) => stage.copies(id)))).toEqual([['planned'], ['planned']])
    expect(await stops()).toEqual([
      expect.stringContaining('OA cần được cấp quyền lại cho ứng dụng. Tin đang chờ không mất.'),
    ])
    // Its own one call was the last: a dead token is not tried again and again.
    expect(await grants()).toEqual([null, -14014])

    // The operator writes the new pair down and starts the service anew.
    stage.oaTokens.pair = pair
    await restartLane(stage.store, stage.zaloOa)
    await stage.quiet()

    expect(await Promise.all(ids.map((id) => stage.copies(id)))).toEqual([['sent'], ['sent']])
    expect(await stops()).toHaveLength(1)
    expect(await stoppedLanes(stage.store)).toEqual([])
  })

  it('a page instead of a token: the OA goes on as soon as there is one', async () => {
    await stage.later(26 * HOURS)
    const fault = { platform: 'zalo-oa', method: 'access_token', kind: 'html' } as const
    await stage.control.fault({ ...fault, status: 502 })
    const id = await stage.send([unit])
    await stage.quiet()
    expect(await stage.copies(id)).toEqual(['planned'])

    await stage.control.clearFaults()
    await stage.later(10_000)

    expect(await stage.copies(id)).toEqual(['sent'])
    expect(await stops()).toEqual([])
  })

  it.each([
    { what: 'a gateway that is busy', status: 503, states: ['planned'], later: ['sent'] },
    { what: 'a portal that says 200', status: 200, states: ['unknown'], later: ['unknown'] },
  ])('a page instead of JSON from $what', async ({ status, states, later }) => {
    const fault = { platform: 'zalo-oa', method: 'group/message', kind: 'html', times: 1 } as const
    await stage.control.fault({ ...fault, status })
    const id = await stage.send([unit])
    await stage.quiet()
    expect(await stage.copies(id)).toEqual(states)

    await stage.later(10_000)
    expect(await stage.copies(id)).toEqual(later)
    expect(stage.logged()).not.toContain('<html>')
  })

  it('ids above 2^53 as bare numbers: the answer goes to the very person', async () => {
    await stage.control.settings({ manners: { zaloOa: { numericIds: true } } })
    await stage.control.say({ as: 'hoa', chatId: HOA, text: 'trợ giúp' })
    await stage.quiet()

    expect(await stage.read(HOA, 'hoa')).not.toEqual([])
    const asked = await stage.control.calls('zalo-oa')
    expect(asked.filter(({ method }) => method === 'message/cs')).toMatchObject([{ ok: true }])
  })

  it('letters in pieces (NFD): a command is understood as if they were whole', async () => {
    const answers: string[][] = []
    for (const form of ['NFC', 'NFD']) {
      const before = (await stage.read(HOA, 'hoa')).length
      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'trợ giúp'.normalize(form) })
      await stage.quiet()
      answers.push((await stage.read(HOA, 'hoa')).slice(before))
    }

    expect(answers[0]).not.toEqual([])
    expect(answers[1]).toEqual(answers[0])
  })

  it('a group that was deleted without a word: its copy is shown as not delivered, and its leader is told', async () => {
    await stage.control.membership({ as: 'an', chatId: OA_GROUP, action: 'kick-bot' })
    const id = await stage.send([unit])
    await stage.quiet()

    expect(await stage.copies(id)).toEqual(['unreachable'])
    expect(await stage.chat(OA_GROUP)).toMatchObject({ state: 'left' })
    expect((await stage.read(BINH, 'binh')).join('\n')).toContain('Yên Cát trên Zalo')
  })
})
