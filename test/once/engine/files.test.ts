import { describe, expect, it } from '@jest/globals'
import { sql } from 'kysely'
import { newId, type FileId } from '../../../src/domain/id.ts'
import { type Message } from '../../../src/messages/message.ts'
import { NO_PACE } from '../../support/plain-channel.ts'
import { givenChat } from '../../support/rows.ts'
import { setMessageStage } from '../../support/message-stage.ts'

const stage = setMessageStage()
const { chat, plan, start } = stage

describe('a file', () => {
  const givenFile = async (): Promise<Message> => {
    const fileId = newId<FileId>()
    await stage.store.db
      .insertInto('file')
      .values({
        id: fileId,
        sha256: Buffer.alloc(32),
        name: 'cv.pdf',
        mime: 'application/pdf',
        size: 5,
        bytes_enc: stage.store.keys.encrypt('bytes', 'file.bytes'),
      })
      .execute()
    const file = { fileId, name: 'cv.pdf', mime: 'application/pdf', size: 5 }
    return { blocks: [{ kind: 'text', text: 'kèm' }], files: [file] }
  }

  it('is uploaded once and then sent by its token', async () => {
    const message = await givenFile()
    stage.engine.platform.latencyMs = 20
    for (const name of ['a', 'b', 'c']) await plan(await chat(name), message)

    await stage.engine.run()

    const files = stage.engine.platform.calls.filter(({ text }) => text === 'cv.pdf')
    expect(files.map(({ upload }) => upload)).toEqual([5, undefined, undefined])
    const token = expect.stringMatching(/^token-5-m\d+$/u)
    expect(files.map((call) => call.token)).toEqual([undefined, token, token])
  })

  it('counts for its chat when it has arrived, not when it began to go up', async () => {
    const paced = await start({ pace: { ...NO_PACE, privateGapMs: 200 } })
    const { blocks, files = [] } = await givenFile()
    const lan = await givenChat(stage.store, paced.instanceId, 'lan')
    await plan(lan, { blocks, files: [...files, ...files] })
    paced.platform.script('upload', { kind: 'ok', afterMs: 400 })

    await paced.run()

    const [upload, next] = paced.platform.calls
      .filter(({ text }) => text === 'cv.pdf')
      .map(({ at }) => at)
    // A timer may be a little early.
    expect((next ?? 0) - (upload ?? 0)).toBeGreaterThan(590)
  })

  it('is uploaded once more when the platform has forgotten it', async () => {
    const message = await givenFile()
    await plan(await chat('a'), message)
    await stage.engine.run()
    stage.engine.platform.script('b', { kind: 'ok' }, { kind: 'refused', why: 'file-stale' })
    const id = await plan(await chat('b'), message)

    await stage.engine.run()

    const toB = stage.engine.platform.calls.filter((call) => call.chat === 'b')
    expect(toB.map(({ upload, token }) => upload ?? token)).toEqual([undefined, 'token-5-m2', 5])
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('is uploaded once by each bot: what one was given means nothing to another', async () => {
    const message = await givenFile()
    const other = await start()
    for (const name of ['a', 'b']) {
      await plan(await chat(name), message)
      await plan(await givenChat(stage.store, other.instanceId, name), message)
    }

    await Promise.all([stage.engine.run(), other.run()])

    const uploads = [stage.engine, other].map(({ platform }) =>
      platform.calls.filter(({ upload }) => upload !== undefined),
    )
    expect(uploads.map(({ length }) => length)).toEqual([1, 1])
  })

  it('waits when the database does not give it, and goes when it does', async () => {
    const message = await givenFile()
    const id = await plan(await chat('a'), message)
    await sql`alter table file rename to file_away`.execute(stage.store.db)
    await stage.engine.run()
    await sql`alter table file_away rename to file`.execute(stage.store.db)
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned' })

    await stage.engine.later(6_000)

    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('that waited for another reason and cannot be read once is not given up', async () => {
    const id = await plan(await chat('a'), await givenFile())
    stage.engine.aheadMs += 2 * 3_600_000
    await sql`alter table file rename to file_away`.execute(stage.store.db)
    await stage.engine.run()
    await sql`alter table file_away rename to file`.execute(stage.store.db)
    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'planned' })

    await stage.engine.later(6_000)

    expect(await stage.engine.delivery(id)).toMatchObject({ state: 'sent' })
  })

  it('that cannot be read for an hour is given up', async () => {
    const id = await plan(await chat('a'), await givenFile())
    await sql`alter table file rename to file_away`.execute(stage.store.db)
    await stage.engine.run()
    const states: string[] = []
    for (const minutes of [20, 20, 21]) {
      await stage.engine.later(minutes * 60_000)
      states.push((await stage.engine.delivery(id)).state)
      // That a try was cut, because its process stopped, is no sign that the file could have gone.
      await sql`
        insert into attempt (delivery_id, ordinal, kind, channel_instance_id, chat_id, fence,
          started_at, finished_at, outcome, reason)
        select delivery_id, ordinal, kind, channel_instance_id, chat_id, fence,
          finished_at, finished_at, 'retry-after', 'interrupted: stopped'
        from attempt where delivery_id = ${id} and outcome = 'retry-after' order by id desc limit 1
      `.execute(stage.store.db)
    }
    await sql`alter table file_away rename to file`.execute(stage.store.db)

    expect(states).toEqual(['planned', 'planned', 'rejected'])
    expect(await stage.engine.delivery(id)).toMatchObject({
      reason: 'file-missing: the file could not be read',
    })
  })

  it('that is refused keeps no chat from the file behind it, and is refused once for all', async () => {
    const { blocks, files: first = [] } = await givenFile()
    const { files: second = [] } = await givenFile()
    stage.engine.platform.script('upload', { kind: 'refused', why: 'file-refused' })
    const names = ['a', 'b', 'c']
    const message = { blocks, files: [...first, ...second] }
    const ids = await Promise.all(names.map(async (name) => plan(await chat(name), message)))

    await stage.engine.run()

    for (const name of names)
      expect(stage.engine.platform.seen(name).map(({ text }) => text)).toEqual(['kèm', 'cv.pdf'])
    const calls = stage.engine.platform.calls.filter(({ text }) => text === 'cv.pdf')
    expect(calls.filter(({ upload }) => upload !== undefined)).toHaveLength(2)
    expect(calls).toHaveLength(4)
    for (const id of ids)
      expect(await stage.engine.delivery(id)).toMatchObject({
        state: 'rejected',
        reason: expect.stringMatching(/^file-refused/u),
      })
  })

  it('that is not there is not sent and not tried for ever', async () => {
    const file = { fileId: newId<FileId>(), name: 'x.pdf', mime: 'application/pdf', size: 1 }
    const id = await plan(await chat('a'), {
      blocks: [{ kind: 'text', text: 'x' }],
      files: [file],
    })

    await stage.engine.run()

    expect(await stage.engine.delivery(id)).toMatchObject({
      state: 'rejected',
      reason: 'file-missing: the file could not be read',
    })
  })
})
