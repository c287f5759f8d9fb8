import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import { idsOf, openOffice, sent, type Office } from '../bad-input/office.ts'

describe('somebody who has their data deleted', () => {
  let office: Office
  let code: number

  beforeEach(async () => {
    office = await openOffice()
    code = await sent(office)
  })

  afterEach(() => office.commune.close())

  const report = async () => {
    const { broadcastId } = await idsOf(office, code)
    return acknowledgementReport(office.commune.database.store, broadcastId!, 'all')
  }

  it('and stands on the roll has still acknowledged, by the name on the roll', async () => {
    await office.member.saysIn(office.group, `nhan T${code}`)
    await office.member.does({ kind: 'withdraw' })

    expect(await report()).toMatchObject({
      acknowledged: 1,
      unidentified: 0,
      missing: [{ name: 'Lê Văn Tuấn' }],
    })
  })

  it('and stands on none leaves a number and no name', async () => {
    await office.resident.saysIn(office.group, `nhan T${code}`)
    await office.resident.does({ kind: 'withdraw' })

    expect(await report()).toMatchObject({ acknowledged: 0, unidentified: 1 })
    const kept = await office.commune.database.store.db
      .selectFrom('acknowledgement')
      .select('person_id')
      .execute()
    expect(kept).toEqual([{ person_id: null }])
  })
})
