import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { consentUrl, createOAuthClient, type TokenPair } from 'zalo-api-sdk-node'
import { createChannelRegistry } from '../../../src/channels/registry.ts'
import { PRIORITY } from '../../../src/domain/delivery.ts'
import type { DeliveryId, UnitId } from '../../../src/domain/id.ts'
import { plainMessage } from '../../../src/messages/message.ts'
import { planMessage } from '../../../src/storage/sending/plan-message.ts'
import { restartLane } from '../../../src/storage/sending/lane-stops.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import { sweep } from '../../../src/usecases/sending/sweep.ts'
import { acknowledgementReport } from '../../../src/usecases/acknowledgement-report.ts'
import {
  OA_APP,
  OA_GROUP,
  openOutcomeStage,
  PEOPLE,
  type OutcomeStage,
} from '../../support/outcome-stage.ts'
import { waitUntil } from '../../support/wait-until.ts'

const AN = 'telegram:2000'
const AN_ON_ZALO = `zalo-oa:${PEOPLE.an['zalo-oa']}`
const HOA = `zalo-oa:${PEOPLE.hoa['zalo-oa']}`
const OA_ID = '5797'

describe('what Zalo tells of', () => {
  let stage: OutcomeStage
  let unit: UnitId

  const open = async (latencyMs = 0): Promise<void> => {
    stage = await openOutcomeStage([], { latencyMs })
    unit = await stage.unit('Thôn Yên Cát')
    await stage.post('an', unit, 'owner')
  }
  beforeEach(() => open())
  afterEach(() => stage.stop())

  const tell = (event_name: string, rest: object = {}): Promise<void> =>
    stage.control.tell('zalo-oa', { app_id: '3147', oa_id: OA_ID, event_name, ...rest })
  /** The answers to so many messages to the group are lost on their way back. */
  const lose = (times = 1): Promise<void> =>
    stage.control.fault({
      platform: 'zalo-oa',
      method: 'group/message',
      kind: 'drop-after',
      times,
    })
  /** The next events do not come in; Zalo tells them again half a minute later. */
  const missEvent = (times = 1): Promise<void> =>
    stage.control.fault({ platform: 'zalo-oa', method: 'webhook', kind: 'wrong-signature', times })
  const progress = async (): Promise<string> =>
    (await stage.read(AN, 'an')).findLast((text) => /T\d+/u.test(text)) ?? ''
  const inGroup = (): Promise<string[]> => stage.read(OA_GROUP, 'an')
  const remind = async (...paragraphs: string[]): Promise<DeliveryId> =>
    planMessage(stage.store, {
      chatId: (await stage.chat(OA_GROUP)).id,
      message: plainMessage(...paragraphs),
      purpose: 'reminder',
      priority: PRIORITY.normal,
    })
  const statesOf = async (ids: readonly DeliveryId[]): Promise<string[]> => {
    const rows = await stage.store.db
      .selectFrom('delivery')
      .select('state')
      .where('id', 'in', ids)
      .orderBy('state')
      .execute()
    return rows.map(({ state }) => state)
  }

  describe('a message whose answer was lost', () => {
    it.each(['directive', 'announcement'] as const)(
      'as a %s it is unknown until Zalo shows it, then sent, and it is there once',
      async (kind) => {
        await stage.group(OA_GROUP, unit)
        await lose()
        await missEvent()
        const id = await stage.send([unit], kind)
        await stage.quiet()
        expect(await stage.copies(id)).toEqual(['unknown'])
        expect(await progress()).toContain('chưa rõ đã tới hay chưa')

        await stage.later(31_000)

        expect(await stage.copies(id)).toEqual(['sent'])
        await stage.later(60_000)
        expect(await inGroup()).toHaveLength(1)
        expect(await progress()).toContain('1/1')
        expect(await progress()).not.toContain('chưa rõ')
        const cards = (await stage.read(AN, 'an')).filter((text) => text.includes('đã xác nhận'))
        expect(cards).toHaveLength(1)
      },
    )

    it('that Zalo shows before the call has failed is sent at once', async () => {
      await stage.stop()
      await open(1_500)
      await stage.group(OA_GROUP, unit)
      await lose()
      const id = await stage.send([unit], 'directive')
      const sending = stage.quiet()
      await waitUntil('the echo comes in', async () => {
        await stage.takeIn()
        const copy = await stage.store.db
          .selectFrom('delivery')
          .select('echo_id')
          .where('broadcast_id', '=', id)
          .executeTakeFirst()
        // It is noted here only while the call is out.
        return copy?.echo_id
      })
      await sending

      expect(await stage.copies(id)).toEqual(['sent'])
      await stage.later(60_000)
      expect(await inGroup()).toHaveLength(1)
    })

    it('stays unknown whatever an administrator of the OA types, and no lane is woken', async () => {
      await stage.group(OA_GROUP, unit)
      await lose()
      await missEvent()
      const id = await stage.send([unit])
      await stage.quiet()
      stage.jobs.length = 0

      await tell('oa_send_group_text', {
        sender: { id: OA_ID, admin_id: '9' },
        recipient: { id: OA_GROUP.split(':')[1] },
        message: { msg_id: 'typed', text: 'Mai họp nhé bà con' },
      })
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['unknown'])
      expect(stage.jobs.filter(({ name }) => name === 'run-lane')).toEqual([])
    })

    it('is settled one for each of two alike, and by nothing twice', async () => {
      await stage.group(OA_GROUP, unit)
      await lose(2)
      await missEvent()
      const ids = [await remind('Kính nhắc'), await remind('Kính nhắc')]
      await stage.quiet()
      expect(await statesOf(ids)).toEqual(['sent', 'unknown'])

      await stage.later(31_000)

      expect(await statesOf(ids)).toEqual(['sent', 'sent'])
      expect(await inGroup()).toEqual(['Kính nhắc', 'Kính nhắc'])
    })

    it('is known by its numbered choices where the account refuses buttons', async () => {
      const fault = { platform: 'zalo-oa', method: 'message/cs' } as const
      await stage.control.fault({ ...fault, kind: 'code', code: -201, times: 2 })
      await stage.control.fault({ ...fault, kind: 'drop-after', times: 1 })
      await missEvent()
      const id = await planMessage(stage.store, {
        chatId: (await stage.chat(HOA)).id,
        message: {
          ...plainMessage('Kính nhắc'),
          buttons: [[{ label: 'Đã quán triệt', action: 'seen' }]],
        },
        purpose: 'reminder',
        priority: PRIORITY.normal,
      })
      await stage.quiet()
      expect(await statesOf([id])).toEqual(['unknown'])

      await stage.later(31_000)

      expect(await statesOf([id])).toEqual(['sent'])
      expect((await stage.read(HOA, 'hoa')).join()).toContain('1. Đã quán triệt')
    })

    it('goes on with its next part', async () => {
      await stage.group(OA_GROUP, unit)
      await lose()
      const paragraphs = Array.from({ length: 60 }, (_, at) => `${at}. ${'chữ '.repeat(12)}`)
      const id = await remind(...paragraphs)
      await stage.quiet()

      const parts = await inGroup()
      expect(parts.length).toBeGreaterThan(1)
      expect(new Set(parts).size).toBe(parts.length)
      expect(parts.join('\n').match(/^\d+\./gmu)).toHaveLength(60)
      expect(await statesOf([id])).toEqual(['sent'])
    })
  })

  describe('the rights of the application', () => {
    const told = async (): Promise<string[]> =>
      (await stage.read(AN, 'an')).filter((text) => text.startsWith('⛔'))

    const consentAnew = async (): Promise<TokenPair> => {
      const { appId, appSecret } = OA_APP
      const baseUrl = `${stage.emulators.origin}/oauth`
      const link = consentUrl({ appId, redirectUri: 'https://nhipcau.example.vn/', baseUrl })
      const { headers } = await fetch(link, { redirect: 'manual' })
      const code = new URL(headers.get('location') ?? '').searchParams.get('code') ?? ''
      return createOAuthClient({ appId, appSecret, baseUrl }).exchangeCode({ code })
    }

    it.each([400, 403, 404])(
      'whose token server shows a page with %i keep every message, which goes once the server is well',
      async (status) => {
        await stage.group(OA_GROUP, unit)
        await stage.control.lapse()
        const page = { platform: 'zalo-oa', method: 'access_token', kind: 'html', status } as const
        await stage.control.fault({ ...page, times: 1 })
        const id = await stage.send([unit])
        await stage.quiet()
        expect(await stage.copies(id)).toEqual(['planned'])
        expect(await stoppedLanes(stage.store)).toEqual([])

        await stage.later(10_000)

        expect(await stage.copies(id)).toEqual(['sent'])
        expect(await inGroup()).toHaveLength(1)
      },
    )

    it('whose token server says a number that nobody knows stop the OA, and keep the message', async () => {
      await stage.group(OA_GROUP, unit)
      await stage.control.lapse()
      const unknown = { platform: 'zalo-oa', method: 'access_token', kind: 'code' } as const
      await stage.control.fault({ ...unknown, code: -14_015, times: 1 })
      const id = await stage.send([unit])
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['planned'])
      expect(await told()).toHaveLength(1)

      await restartLane(stage.store, stage.zaloOa)
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['sent'])
    })

    it('once they are revoked stop the OA, which is told once; granted anew it goes on', async () => {
      await stage.group(OA_GROUP, unit)
      await tell('permission_revoked')
      await stage.quiet()
      await tell('permission_revoked', { timestamp: String(Date.now() + 1) })
      const id = await stage.send([unit])
      await stage.quiet()

      expect(await stoppedLanes(stage.store)).toMatchObject([
        { platform: 'zalo-oa', reason: expect.stringMatching(/^consent-lost/u) },
      ])
      expect(await told()).toEqual([
        expect.stringContaining('OA cần được cấp quyền lại cho ứng dụng. Tin đang chờ không mất.'),
      ])
      expect(await stage.copies(id)).toEqual(['planned'])
      expect(await inGroup()).toEqual([])

      stage.oaTokens.pair = await consentAnew()
      await restartLane(stage.store, stage.zaloOa)
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['sent'])

      // Zalo repeats an event for two hours; what has been sent since proves that it is stale.
      await tell('permission_revoked', { timestamp: String(Date.now() - 60_000) })
      await stage.quiet()
      expect(await stoppedLanes(stage.store)).toEqual([])
      expect(await told()).toHaveLength(1)
    })
  })

  describe('of what is not so', () => {
    it('a revocation from before the rights were given anew stops nothing', async () => {
      stage.oaTokens.renewedAt = new Date(Date.now() - 60_000)
      await tell('permission_revoked', { timestamp: String(Date.now() - 120_000) })
      await stage.quiet()
      expect(await stoppedLanes(stage.store)).toEqual([])

      await tell('permission_revoked', { timestamp: String(Date.now() - 30_000) })
      await stage.quiet()
      expect(await stoppedLanes(stage.store)).toMatchObject([{ platform: 'zalo-oa' }])
    })

    it('another account that uses the same app stops nothing, and what is written to it is not ours', async () => {
      const count = () =>
        stage.store.db
          .selectFrom('inbox')
          .select((eb) => eb.fn.countAll<string>().as('n'))
          .execute()
      const before = await count()
      await tell('permission_revoked', { oa_id: '99', timestamp: String(Date.now()) })
      await tell('user_send_text', {
        oa_id: '99',
        sender: { id: PEOPLE.hoa['zalo-oa'] },
        recipient: { id: '99' },
        message: { msg_id: 'foreign', text: 'Hỏi xã bên' },
      })
      await stage.quiet()

      expect(await stoppedLanes(stage.store)).toEqual([])
      expect(await count()).toEqual(before)
      expect(stage.logged()).toContain('"event":"permission_revoked"')
      expect(stage.logged()).not.toContain('Hỏi xã bên')
    })
  })

  describe('the phones of people', () => {
    const marks = async () =>
      stage.store.db
        .selectFrom('delivery')
        .innerJoin('chat', 'chat.id', 'delivery.chat_id')
        .select(['chat.type', 'delivered_at', 'seen_at'])
        .where('delivery.state', '=', 'sent')
        .where('broadcast_id', 'is not', null)
        .orderBy('chat.type')
        .execute()

    it('marks private copies as delivered and seen, the first word of each, and counts nobody by it', async () => {
      const women = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', women, 'member')
      await stage.group(OA_GROUP, unit)
      const id = await stage.send([women, unit])
      await stage.quiet()
      const [, delivered] = await marks()
      expect(delivered).toMatchObject({ type: 'private', seen_at: null })
      expect(delivered?.delivered_at).not.toBeNull()

      await stage.read(HOA, 'hoa')
      await stage.quiet()
      const [group, seen] = await marks()
      expect(group).toMatchObject({ type: 'group', delivered_at: null, seen_at: null })
      expect(seen?.delivered_at).toEqual(delivered?.delivered_at)
      expect(seen?.seen_at).not.toBeNull()

      const attempt = await stage.store.db
        .selectFrom('attempt')
        .innerJoin('chat', 'chat.id', 'attempt.chat_id')
        .select('message_ids')
        .where('chat.type', '=', 'private')
        .where('attempt.channel_instance_id', '=', stage.zaloOa)
        .executeTakeFirstOrThrow()
      const receipt = {
        sender: { id: PEOPLE.hoa['zalo-oa'] },
        recipient: { id: OA_ID },
        timestamp: String(Date.now() + 60_000),
        message: { msg_ids: [...attempt.message_ids, 'unknown'] },
      }
      await tell('user_seen_message', receipt)
      await stage.quiet()
      expect((await marks())[1]).toEqual(seen)

      const report = await acknowledgementReport(stage.store, id, 'all')
      expect(report?.receipts).toEqual({ delivered: 1, seen: 1 })
      expect(report?.acknowledged).toBe(0)
    })

    it('means that a message was delivered when it was seen', async () => {
      // The echo and the word that it came to the phone.
      await missEvent(2)
      const women = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', women, 'member')
      const id = await stage.send([women])
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['sent'])
      expect(await marks()).toMatchObject([{ delivered_at: null, seen_at: null }])

      await stage.read(HOA, 'hoa')
      await stage.quiet()
      const [mark] = await marks()
      expect(mark?.seen_at).not.toBeNull()
      expect(mark?.delivered_at).toEqual(mark?.seen_at)
    })

    it('are heard also before the call for the message was answered', async () => {
      await stage.stop()
      await open(1_000)
      const women = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', women, 'member')
      const id = await stage.send([women])
      const sending = stage.quiet()
      await waitUntil('the mark is there', async () => {
        await stage.takeIn()
        const copy = await stage.store.db
          .selectFrom('delivery')
          .select(['state', 'delivered_at'])
          .where('broadcast_id', '=', id)
          .executeTakeFirst()
        return copy?.delivered_at && copy
      })
      await sending

      expect(await stage.copies(id)).toEqual(['sent'])
      const report = await acknowledgementReport(stage.store, id, 'all')
      expect(report?.receipts).toEqual({ delivered: 1, seen: 0 })
    }, 60_000)

    it('knows nothing of a stranger’s receipt', async () => {
      const before = await stage.store.db.selectFrom('chat').select('id').execute()
      await tell('user_seen_message', {
        sender: { id: '84912345678' },
        recipient: { id: OA_ID },
        message: { msg_ids: ['x'] },
      })
      await stage.quiet()
      const after = await stage.store.db.selectFrom('chat').select('id').execute()
      expect(after).toEqual(before)
    })
  })

  describe('a person who wants to be forgotten', () => {
    const press = async (label: string): Promise<void> => {
      const shown = await stage.control.messages(HOA, 'hoa')
      const places = shown.flatMap(({ key, buttons = [] }) =>
        buttons.flatMap((row, at) =>
          row.flatMap(({ text }, column) =>
            text === label ? [{ messageKey: key, button: { row: at, column } }] : [],
          ),
        ),
      )
      await stage.control.press({ as: 'hoa', ...places.at(-1) })
      await stage.quiet()
    }
    const say = async (text: string): Promise<void> => {
      await stage.control.say({ as: 'hoa', chatId: HOA, text })
      await stage.quiet()
    }
    const withdraw = async (): Promise<void> => {
      await tell('user_withdraw', {
        sender: { id: PEOPLE.hoa['zalo-oa'] },
        recipient: { id: OA_ID },
      })
      await stage.quiet()
    }
    const accounts = () =>
      stage.store.db
        .selectFrom('account')
        .select(['id', 'name_enc', 'person_id', 'receives'])
        .where('channel_instance_id', '=', stage.zaloOa)
        .orderBy('id')
        .execute()

    it('is, with questions and marks, and hears nothing of it; who writes again is a stranger', async () => {
      const women = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', women, 'member')
      await stage.send([women])
      await stage.quiet()
      await say('/hoi')
      await press('Đồng ý')
      await say('Đường bê tông thôn Yên Cát bao giờ làm tiếp?')
      await press('Xác nhận')
      const before = await stage.read(HOA, 'hoa')
      expect(before.join()).toContain('Mã: H1')
      const [, hoa] = await accounts()
      expect(hoa?.person_id).toBe(stage.person('hoa'))

      await withdraw()
      await withdraw()

      expect(await stage.read(HOA, 'hoa')).toEqual(before)
      const [, erased, ...others] = await accounts()
      expect(others).toEqual([])
      expect(erased).toEqual({ id: hoa?.id, name_enc: null, person_id: null, receives: false })
      const question = await stage.store.db
        .selectFrom('question')
        .selectAll()
        .executeTakeFirstOrThrow()
      expect(question.state).toBe('withdrawn')
      expect(stage.store.keys.decrypt(question.text_enc, 'question.text')).toBe('')
      expect(stage.store.keys.decrypt(question.asker_enc, 'question.asker')).toBe('null')
      const left = await stage.store.db
        .selectFrom('delivery')
        .innerJoin('chat', 'chat.id', 'delivery.chat_id')
        .select(['delivered_at', 'seen_at', 'message_enc'])
        .where('chat.state', '=', 'gone')
        .where((eb) =>
          eb.or([
            eb('delivered_at', 'is not', null),
            eb('seen_at', 'is not', null),
            eb('message_enc', 'is not', null),
          ]),
        )
        .execute()
      expect(left).toEqual([])
      const consent = await stage.store.db.selectFrom('consent').selectAll().execute()
      expect(consent.map(({ withdrawn_on }) => withdrawn_on)).toEqual([expect.any(String)])
      const log = await stage.store.db.selectFrom('audit_entry').select('action').execute()
      expect(log.filter(({ action }) => action === 'erase-account')).toHaveLength(1)

      const chats = await stage.store.db.selectFrom('chat').select('id').execute()
      await tell('oa_send_text', {
        sender: { id: OA_ID },
        recipient: { id: PEOPLE.hoa['zalo-oa'] },
        message: { msg_id: 'late', text: 'Tin cũ' },
      })
      const next = await stage.send([women])
      await stage.quiet()
      expect(await stage.copies(next)).toEqual([])
      expect(await stage.store.db.selectFrom('chat').select('id').execute()).toEqual(chats)
      await say('theo dõi H1')
      expect((await stage.read(HOA, 'hoa')).at(-1)).toContain('Không có câu hỏi H1')
      expect(await accounts()).toHaveLength(3)
    })

    it.each([
      { title: 'who is known', says: ['xin chào'] },
      { title: 'of whom nothing else has come', says: [] },
    ])(
      '$title, is not made known again by what they wrote before and Zalo tells late',
      async ({ says }) => {
        for (const text of says) await say(text)
        await missEvent()
        await say('Đường thôn bao giờ làm?')
        await withdraw()
        const [shown, known] = [await stage.read(HOA, 'hoa'), await accounts()]
        const chats = await stage.store.db.selectFrom('chat').select('id').execute()

        await stage.later(31_000)

        expect(await accounts()).toEqual(known)
        expect(await stage.store.db.selectFrom('chat').select('id').execute()).toEqual(chats)
        expect(await stage.read(HOA, 'hoa')).toEqual(shown)
        await say('Tôi là người mới')
        expect(await accounts()).toHaveLength(known.length + 1)
        expect((await stage.read(HOA, 'hoa')).length).toBeGreaterThan(shown.length)
        const kept = () => stage.store.db.selectFrom('erased_account').select('erased_at').execute()
        expect(await kept()).toHaveLength(1)
        const later = new Date(stage.now().getTime() + 6.1 * 86_400_000)
        const clock = { now: () => later }
        const channels = createChannelRegistry([])
        const settings = { timeZone: 'Asia/Ho_Chi_Minh' }
        const nothing = async (): Promise<void> => {}
        const hooks = { enqueue: nothing, onUnheard: nothing }
        await sweep({ store: stage.store, channels, clock, settings, ...hooks })
        expect(await kept()).toEqual([])
      },
    )
  })

  describe('groups and followers', () => {
    const change = (as: string, chatId: string, action: string): Promise<void> =>
      stage.control.membership({ as, chatId, action })

    it('who no longer follows gets nothing, and what was missed on following again', async () => {
      const women = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', women, 'member')
      const quota = { platform: 'zalo-oa', method: 'message/cs', kind: 'code', code: -211 } as const
      await stage.control.fault({ ...quota, times: 1 })
      const id = await stage.send([women])
      await stage.quiet()
      await change('hoa', HOA, 'block')
      await stage.quiet()
      expect(await stage.chat(HOA)).toMatchObject({ state: 'left' })
      await stage.later(3_700_000)
      expect(await stage.copies(id)).toEqual(['unreachable'])
      expect(await stage.read(HOA, 'hoa')).toEqual([])

      await change('hoa', HOA, 'unblock')
      await stage.quiet()

      expect(await stage.chat(HOA)).toMatchObject({ state: 'active' })
      expect(await stage.copies(id)).toEqual(['sent'])
      expect((await stage.read(HOA, 'hoa')).join()).toContain('Mời họp')
      expect(await progress()).toContain('1/1')
    })

    describe('told in another order than they happened', () => {
      const happened = (secondsAgo: number): { timestamp: string } => ({
        timestamp: String(Date.now() - secondsAgo * 1_000),
      })
      const follower = { follower: { id: PEOPLE.hoa['zalo-oa'] } }
      const group = { group_id: OA_GROUP.split(':')[1], users: [{ id: OA_ID }] }

      it('who follows again is reached, whenever the leaving before that is repeated', async () => {
        await tell('follow', { ...follower, ...happened(10) })
        await stage.quiet()
        await tell('unfollow', { ...follower, ...happened(40) })
        await stage.quiet()

        expect(await stage.chat(HOA)).toMatchObject({ state: 'active' })
        await tell('unfollow', { ...follower, ...happened(5) })
        await stage.quiet()
        expect(await stage.chat(HOA)).toMatchObject({ state: 'left' })
      })

      it('who has left is not back by what they wrote before', async () => {
        await tell('unfollow', { ...follower, ...happened(10) })
        await stage.quiet()
        const words = (msg_id: string) => ({
          sender: { id: PEOPLE.hoa['zalo-oa'] },
          recipient: { id: OA_ID },
          message: { msg_id, text: 'Chào bà con' },
        })
        await tell('user_send_text', { ...words('early'), ...happened(20) })
        await stage.quiet()
        expect(await stage.chat(HOA)).toMatchObject({ state: 'left' })

        await tell('user_send_text', { ...words('since'), ...happened(1) })
        await stage.quiet()
        expect(await stage.chat(HOA)).toMatchObject({ state: 'active' })
      })

      it('a dissolved group is not back by the word of its making', async () => {
        await stage.group(OA_GROUP, unit)
        await tell('disperse_group', { ...group, ...happened(5) })
        await tell('create_group', { ...group, ...happened(60) })
        await stage.quiet()

        expect(await stage.chat(OA_GROUP)).toMatchObject({ state: 'dissolved' })
      })

      it('a time that cannot be is taken as now', async () => {
        await tell('unfollow', { ...follower, timestamp: '9999999999999' })
        // Now is when it is taken in.
        await stage.quiet()
        expect(await stage.chat(HOA)).toMatchObject({ state: 'left' })
        await tell('follow', { ...follower, timestamp: String(Date.now() + 1_000) })
        await stage.quiet()

        expect(await stage.chat(HOA)).toMatchObject({ state: 'active' })
      })
    })

    it('a group that the OA makes is asked about once, and people who come and go change nothing', async () => {
      await change('an', OA_GROUP, 'add-bot')
      await stage.quiet()
      await change('hoa', OA_GROUP, 'leave')
      await change('hoa', OA_GROUP, 'join')
      await stage.quiet()

      const said = [...(await stage.read(AN, 'an')), ...(await stage.read(AN_ON_ZALO, 'an'))]
      const asked = said.filter((text) => text.includes('vừa được đưa vào'))
      expect(asked).toHaveLength(1)
      expect(await stage.chat(OA_GROUP)).toMatchObject({ state: 'active' })
    })

    it('a group that is dissolved gets nothing any more', async () => {
      await stage.group(OA_GROUP, unit)
      await change('an', OA_GROUP, 'dissolve')
      await stage.quiet()
      const id = await stage.send([unit])
      await stage.quiet()

      expect(await stage.chat(OA_GROUP)).toMatchObject({ state: 'dissolved' })
      // It serves nobody any more, so An has a copy in private.
      expect(await stage.copies(id)).toEqual(['sent', 'unreachable'])
      expect((await stage.control.calls('zalo-oa')).map(({ method }) => method)).not.toContain(
        'group/message',
      )
    })
  })
})
