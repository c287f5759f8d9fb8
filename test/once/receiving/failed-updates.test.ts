import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { checkContents } from '../../../src/cli/doctor/check-database.ts'
import { readBacklog } from '../../../src/storage/channel-state.ts'
import { readOperatingFigures } from '../../../src/storage/operating-figures.ts'
import { setTestDatabase } from '../../support/database-stage.ts'
import { givenInstance } from '../../support/rows.ts'

describe('an update that could not be taken in', () => {
  const database = setTestDatabase('all')

  it('is told for thirty days, in every place, and not for ever', async () => {
    const { store } = database
    const instanceId = await givenInstance(store)
    await sql`insert into inbox (channel_instance_id, dedup_key, order_key, state, processed_at)
      values (${instanceId}, 'of late', '', 'failed', now() - interval '29 days')`.execute(store.db)
    const told = async () => ({
      metrics: (await readOperatingFigures(store, [])).inbox.failed,
      state: (await readBacklog(store, [])).failedUpdates,
      doctor: (await checkContents(store)).find(({ name }) => name === 'inbox'),
    })
    expect(await told()).toEqual({
      metrics: 1,
      state: 1,
      doctor: {
        name: 'inbox',
        ok: false,
        detail: '1 tin đến không xử lý được trong 30 ngày qua; xem nhật ký dịch vụ.',
      },
    })

    await sql`update inbox set processed_at = now() - interval '31 days'`.execute(store.db)

    expect(await told()).toMatchObject({ metrics: 0, state: 0, doctor: { ok: true } })
  })
})
