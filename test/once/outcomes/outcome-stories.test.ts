import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import type { UnitId } from '../../../src/domain/id.ts'
import { keepFile } from '../../../src/storage/files.ts'
import { countDeliveries } from '../../../src/storage/sending/count-copies.ts'
import { retryFailed } from '../../../src/storage/sending/plan-again.ts'
import { stoppedLanes } from '../../../src/storage/standing.ts'
import { inTransaction } from '../../../src/storage/store.ts'
import {
  LARGE,
  OA_GROUP,
  openOutcomeStage,
  YEN_CAT,
  type OutcomeStage,
} from '../../support/outcome-stage.ts'

const AN = 'telegram:2000'
const AN_ON_ZALO = 'zalo-oa:8000000000000000001'
const BINH = 'telegram:2001'
const LAN = 'telegram:1001'
const HOA = 'zalo-oa:2512523625412515999'

describe('what becomes of a message', () => {
  let stage: OutcomeStage
  let unit: UnitId

  beforeEach(async () => {
    stage = await openOutcomeStage()
    unit = await stage.unit('Thôn Yên Cát')
    await stage.post('an', unit, 'owner')
    await stage.post('binh', unit, 'leader')
    await stage.post('lan', unit, 'member')
  })
  afterEach(() => stage.stop())

  const change = (as: string, chatId: string, action: string): Promise<void> =>
    stage.control.membership({ as, chatId, action })
  /** What An (on either platform) or Bình was told of the state of chats. */
  const warnings = async (as: 'an' | 'binh'): Promise<string[]> => {
    const chats = as === 'an' ? [AN, AN_ON_ZALO] : [BINH]
    const said = await Promise.all(chats.map((chatId) => stage.read(chatId, as)))
    return said.flat().filter((text) => /^[⚠✅⛔]/u.test(text) && !/T\d+/u.test(text))
  }
  const progress = async (): Promise<string> =>
    (await stage.read(AN, 'an')).findLast((text) => /T\d+/u.test(text)) ?? ''
  /** The platform's name of the one group that serves the unit. */
  const chatOfUnit = async (): Promise<string> => {
    const { db, keys } = stage.store
    const { external_enc } = await db
      .selectFrom('chat')
      .innerJoin('chat_binding', 'chat_binding.chat_id', 'chat.id')
      .select('chat.external_enc')
      .where('chat_binding.unit_id', '=', unit)
      .where('chat_binding.valid_to', 'is', null)
      .executeTakeFirstOrThrow()
    return `telegram:${keys.decrypt(external_enc, 'chat.external')}`
  }

  describe('to a group that becomes a supergroup', () => {
    it('goes to the new one at once, which stays the unit’s, and is answered there', async () => {
      await stage.group(YEN_CAT, unit)
      const first = await stage.send([unit])
      await stage.quiet()
      await stage.listen(false)
      await change('binh', YEN_CAT, 'upgrade')
      const second = await stage.send([unit], 'directive')
      await stage.quiet()

      // The engine finds out by itself, then both service messages of the platform tell it again.
      await stage.listen(true)
      await stage.quiet()

      const large = await chatOfUnit()
      expect(large).toMatch(/^telegram:-100/u)
      expect([await stage.copies(first), await stage.copies(second)]).toEqual([['sent'], ['sent']])
      const shown = await stage.control.messages(large, 'lan')
      const notice = shown.find(({ buttons }) => buttons !== undefined)
      expect(shown.filter(({ from }) => from.bot).map(({ text }) => text)).toHaveLength(1)
      const pressed = await pressAndTakeIn(large, notice?.key)
      expect(pressed).toContain('Đã nhận')
      await stage.control.say({
        as: 'lan',
        chatId: large,
        text: 'quan triet',
        replyTo: notice?.key,
      })
      await stage.quiet()
      const acknowledged = await stage.store.db
        .selectFrom('acknowledgement')
        .select('kind')
        .orderBy('kind')
        .execute()
      expect(acknowledged.map(({ kind }) => kind)).toEqual(['received', 'understood'])
      // Nobody is asked which unit a "new" group belongs to.
      expect((await stage.read(AN, 'an')).join('\n')).not.toContain('nhóm mới')
      const stale = await stage.store.db
        .selectFrom('attempt as a')
        .innerJoin('delivery as d', 'd.id', 'a.delivery_id')
        .select('a.message_ids')
        .where('d.broadcast_id', '=', first)
        .where('a.outcome', '=', 'sent')
        .execute()
      expect(stale).toEqual([{ message_ids: [] }])
    })

    it('is not met as a new one, although the bot is told first that it was added there', async () => {
      await stage.group(YEN_CAT, unit)
      await change('binh', YEN_CAT, 'upgrade')
      await stage.quiet()
      expect(stage.jobs).toContainEqual(expect.objectContaining({ name: 'process-inbox' }))
      await stage.later(2_000)

      const large = await chatOfUnit()
      expect(large).toMatch(/^telegram:-100/u)
      expect(await stage.read(large, 'lan')).toEqual([])
      expect(await stage.read(AN, 'an')).toEqual([])
    })

    async function pressAndTakeIn(chatId: string, key: string | undefined): Promise<string> {
      expect(chatId).toBe(key?.split(':').slice(0, 2).join(':'))
      const pressing = stage.control.press({
        as: 'lan',
        messageKey: key,
        button: { row: 0, column: 0 },
      })
      await stage.quiet()
      return (await pressing).toast?.text ?? ''
    }
  })

  describe('to a group in which the bot may not write', () => {
    it('tells the leader once what to do, and is sent when the rights are back', async () => {
      await stage.group(YEN_CAT, unit)
      await stage.listen(false)
      await change('binh', YEN_CAT, 'mute-bot')
      const ids = [await stage.send([unit]), await stage.send([unit])]
      await stage.quiet()
      await stage.listen(true)
      await stage.quiet()

      expect(await stage.chat(YEN_CAT)).toMatchObject({ state: 'no-rights' })
      expect(await warnings('binh')).toEqual([
        '⚠️ Bot không gửi được tin vào nhóm “Thôn Yên Cát”: bot không có quyền gửi tin trong nhóm.\nXin mở lại quyền gửi tin cho bot trong phần quản lý nhóm. Các tin đã lỡ sẽ được gửi bù.',
      ])
      expect(await warnings('an')).toEqual([])
      expect(await progress()).toContain('Thôn Yên Cát: bot không có quyền gửi tin trong nhóm')
      // What it would have replied to them is no news by then.
      for (const text of ['/hoi', '/hoi@nhipcau_bot']) {
        await stage.control.say({ as: 'lan', chatId: YEN_CAT, text })
        await stage.quiet()
      }

      await change('binh', YEN_CAT, 'unmute-bot')
      await stage.quiet()

      expect(await Promise.all(ids.map((id) => stage.copies(id)))).toEqual([['sent'], ['sent']])
      expect((await warnings('binh')).at(-1)).toBe(
        '✅ Bot nay đã gửi được tin tới: Thôn Yên Cát. Đang gửi bù 2 tin đã lỡ.',
      )
      const [told, ...copies] = await stage.read(YEN_CAT, 'lan')
      expect(told).toContain('Sau đây là 2 tin đã lỡ')
      expect(copies).toHaveLength(2)
      expect(await progress()).toContain('Đã gửi xong')
    })

    it('loses no notice to a group that takes words and no files, and says what it lacks', async () => {
      await stage.group(YEN_CAT, unit)
      const file = await keepFile(stage.store, {
        name: 'bien-ban.pdf',
        mime: 'application/pdf',
        bytes: Buffer.from('%PDF-1.4'),
      })
      const withFile = await stage.send([unit])
      await stage.store.db
        .insertInto('notice_file')
        .columns(['notice_version_id', 'file_id', 'ordinal'])
        .expression((eb) =>
          eb
            .selectFrom('broadcast')
            .select([
              'notice_version_id',
              eb.val(file.fileId).as('file_id'),
              eb.lit(0).as('ordinal'),
            ])
            .where('id', '=', withFile),
        )
        .execute()
      await stage.control.fault({
        platform: 'telegram',
        method: 'sendDocument',
        kind: 'code',
        code: 400,
        description: 'Bad Request: not enough rights to send documents to the chat',
      })
      await stage.quiet()

      expect(await stage.copies(withFile)).toEqual(['rejected'])
      expect(await stage.chat(YEN_CAT)).toMatchObject({ state: 'active' })
      expect(await warnings('binh')).toEqual([])
      expect(await progress()).toContain(
        'Thôn Yên Cát: phần chữ đã tới, nhưng nhóm không cho bot gửi tệp',
      )

      const next = await stage.send([unit])
      await stage.quiet()
      expect(await stage.copies(next)).toEqual(['sent'])

      await stage.control.clearFaults()
      await inTransaction(stage.store, (tx) => retryFailed(tx, withFile, new Date()))
      await stage.quiet()
      expect(await stage.copies(withFile)).toEqual(['sent'])
      // The words of each once, then the file.
      expect(await stage.read(YEN_CAT, 'lan')).toHaveLength(3)
    })

    it('takes no word of the people in it for a proof', async () => {
      await stage.group(YEN_CAT, unit)
      await change('binh', YEN_CAT, 'mute-bot')
      await stage.quiet()
      for (const text of ['/trogiup', '/trogiup@nhipcau_bot']) {
        await stage.control.say({ as: 'lan', chatId: YEN_CAT, text })
        await stage.quiet()
      }

      expect(await stage.chat(YEN_CAT)).toMatchObject({ state: 'no-rights' })
      expect(await warnings('binh')).toHaveLength(1)
    })

    it('tells of a closed topic, and a retry that succeeds ends it', async () => {
      await stage.group(LARGE, unit)
      await change('binh', LARGE, 'close-topic')
      const id = await stage.send([unit])
      await stage.quiet()
      expect((await warnings('binh')).join()).toContain('chủ đề của nhóm đang đóng')
      expect(await stage.chat(LARGE)).toMatchObject({
        state: 'no-rights',
        reason: 'topic-closed: 400 Bad Request: TOPIC_CLOSED',
      })

      await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['unreachable'])
      expect(await warnings('binh')).toHaveLength(1)

      await change('binh', LARGE, 'open-topic')
      await inTransaction(stage.store, (tx) => retryFailed(tx, id, new Date()))
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['sent'])
      expect((await warnings('binh')).slice(1)).toEqual([
        '✅ Bot nay đã gửi được tin tới: Hội Nông dân.',
      ])
      expect(await stage.chat(LARGE)).toMatchObject({ state: 'active' })
    })
  })

  it('tries a group in which it may not write again after a day, told or not', async () => {
    await stage.group(LARGE, unit)
    await change('binh', LARGE, 'close-topic')
    const first = await stage.send([unit])
    await stage.quiet()
    await change('binh', LARGE, 'open-topic')
    const second = await stage.send([unit])
    await stage.quiet()
    expect([await stage.copies(first), await stage.copies(second)]).toEqual([
      ['unreachable'],
      ['sent', 'sent', 'sent', 'unreachable'],
    ])

    await stage.later(25 * 3_600_000)
    const third = await stage.send([unit])
    await stage.quiet()

    const states = await Promise.all([first, second, third].map((id) => stage.copies(id)))
    expect(new Set(states.flat())).toEqual(new Set(['sent']))
    expect(await warnings('binh')).toHaveLength(2)
  })

  describe('to a chat that is lost', () => {
    it('is not tried again, and the owners are told where no leader can be', async () => {
      const other = await stage.unit('Hội Nông dân')
      await stage.group(LARGE, other)
      await change('binh', LARGE, 'kick-bot')
      await stage.quiet()
      const id = await stage.send([other])
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['unreachable'])
      const sends = (await stage.control.calls('telegram')).filter(
        ({ method, chatId }) => method === 'sendMessage' && chatId === LARGE,
      )
      expect(sends).toEqual([])
      expect(await warnings('an')).toEqual([
        expect.stringContaining(
          '“Hội Nông dân”: bot không còn ở trong nhóm.\nXin thêm bot vào lại',
        ),
      ])

      await change('binh', LARGE, 'add-bot')
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['sent'])
    })

    it('says nothing about members and residents, and tells the owners of an officer', async () => {
      await stage.post('binh', unit, 'approver')
      await change('lan', LAN, 'block')
      await change('binh', BINH, 'block')
      await change('hoa', HOA, 'block')
      await stage.quiet()

      expect(await warnings('an')).toEqual([
        expect.stringContaining('không gửi được tin riêng cho binh: người nhận đã chặn bot'),
      ])
      await stage.control.say({ as: 'binh', chatId: BINH, text: '/start' })
      await stage.quiet()
      expect(await warnings('an')).toHaveLength(2)
    })

    it('stays lost for a stranger’s group that has no unit', async () => {
      await stage.group(LARGE, null)
      await change('binh', LARGE, 'kick-bot')
      await stage.quiet()

      expect(await stage.chat(LARGE)).toMatchObject({ state: 'left' })
      expect(await warnings('an')).toEqual([])
    })
  })

  describe('to a person on Zalo', () => {
    it('waits for their next word, is shown as waiting, and goes out then', async () => {
      const ward = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', ward, 'member')
      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'chào' })
      await stage.later(8 * 86_400_000)
      const id = await stage.send([ward])
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['waiting-for-contact'])
      expect(await progress()).toContain('Chưa gửi được, sẽ gửi khi có thể')
      expect(await progress()).toContain('hoa: chờ người nhận nhắn lại')
      expect((await countDeliveries(stage.store, id)).heldUp).toBe(1)
      expect(await progress()).not.toMatch(/-23[02]|interact/u)
      expect(await progress()).toContain('Đã gửi xong')

      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'xin chào' })
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['sent'])
      expect((await stage.read(HOA, 'hoa')).join()).toContain('Mời họp')
      expect(await progress()).toContain('1/1')
      expect(await progress()).not.toContain('chờ người nhận')
    })

    it('does not come with the word by which they stop notices', async () => {
      const ward = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', ward, 'member')
      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'chào' })
      await stage.later(8 * 86_400_000)
      const id = await stage.send([ward])
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['waiting-for-contact'])

      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'dừng tin' })
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['cancelled'])
      const heard = (await stage.read(HOA, 'hoa')).join()
      expect(heard).toContain('Đã dừng gửi thông báo')
      expect(heard).not.toContain('Mời họp')
    })

    it('does not go out any more once the broadcast was stopped', async () => {
      const ward = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', ward, 'member')
      await stage.later(8 * 86_400_000)
      const id = await stage.send([ward])
      await stage.quiet()
      await stage.store.db
        .updateTable('broadcast')
        .set({ state: 'stopped' })
        .where('id', '=', id)
        .execute()

      await stage.control.say({ as: 'hoa', chatId: HOA, text: 'xin chào' })
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['cancelled'])
    })

    it('waits for the quota of the account, and says so', async () => {
      const ward = await stage.unit('Hội Phụ nữ')
      await stage.post('hoa', ward, 'member')
      const fault = { platform: 'zalo-oa', method: 'message/cs', kind: 'code', code: -211 } as const
      await stage.control.fault({ ...fault, times: 1 })
      const id = await stage.send([ward])
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['planned'])
      expect(await progress()).toContain('hoa: hết hạn mức tin của tài khoản')
      expect((await countDeliveries(stage.store, id)).heldUp).toBe(1)
      await stage.later(3_600_000)
      expect(await stage.copies(id)).toEqual(['sent'])
      expect((await countDeliveries(stage.store, id)).heldUp).toBe(0)
    })
  })

  describe('when the quota of an OA ends in the middle of a broadcast', () => {
    it.each([
      { title: 'all goes on when it is back', hours: 1, isBack: true },
      { title: 'what nobody paid for ends after three days, and can be sent again', hours: 73 },
    ])('its group is told all the same, and $title', async ({ hours, isBack = false }) => {
      await stage.group(OA_GROUP, unit)
      const ward = await stage.unit('Hội Phụ nữ')
      await stage.post('an', ward, 'member')
      await stage.post('hoa', ward, 'member')
      await stage.control.say({ as: 'an', chatId: AN_ON_ZALO, text: 'xin chào' })
      await stage.quiet()
      const fault = { platform: 'zalo-oa', method: 'message/cs', kind: 'code', code: -211 } as const
      await stage.control.fault({ ...fault, chatId: HOA })
      const id = await stage.send([unit, ward])
      await stage.quiet()

      const sent = (await stage.copies(id)).filter((state) => state === 'sent').length
      expect(await stage.copies(id)).toContain('planned')
      expect(await stage.read(OA_GROUP, 'hoa')).toHaveLength(1)
      expect(await progress()).toContain('hoa: hết hạn mức tin của tài khoản')

      if (isBack) await stage.control.clearFaults()
      // In steps: what the account has left is tried again now and then.
      for (let hour = 0; hour < hours; hour += 5) await stage.later(5 * 3_600_000)

      const copies = await stage.copies(id)
      expect(copies.filter((state) => state === 'sent')).toHaveLength(isBack ? sent + 1 : sent)
      expect(copies.filter((state) => state === 'rejected')).toHaveLength(isBack ? 0 : 1)
      expect(copies).not.toContain('planned')
      expect(await stage.read(OA_GROUP, 'hoa')).toHaveLength(1)
      const reason = 'hoa: hết hạn mức tin của tài khoản'
      expect((await progress()).includes(reason)).toBe(!isBack)
    })
  })

  describe('to a group on Zalo', () => {
    it('tells that its package has lapsed, and that it is dissolved', async () => {
      await stage.group(OA_GROUP, unit)
      await change('an', OA_GROUP, 'expire')
      const id = await stage.send([unit])
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['unreachable'])
      expect((await warnings('binh')).join()).toContain('Xin gia hạn gói nhóm')

      await change('an', OA_GROUP, 'dissolve')
      await stage.quiet()
      expect((await warnings('binh')).at(-1)).toContain('nhóm đã giải tán')
      expect(await stage.chat(OA_GROUP)).toMatchObject({ state: 'dissolved' })
    })
  })

  describe('without a clear answer', () => {
    it.each([
      { kind: 'directive', seen: 2, copies: ['sent'], shown: '1/1' },
      {
        kind: 'announcement',
        seen: 1,
        copies: ['unknown'],
        shown: 'Thôn Yên Cát: mất kết nối giữa chừng',
      },
    ] as const)('a $kind is seen $seen times', async ({ kind, seen, copies, shown }) => {
      await stage.group(YEN_CAT, unit)
      const fault = { platform: 'telegram', method: 'sendMessage', chatId: YEN_CAT } as const
      await stage.control.fault({ ...fault, kind: 'drop-after', times: 1 })
      const id = await stage.send([unit], kind)
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['unknown'])

      await stage.later(20_000)
      expect(await stage.read(YEN_CAT, 'lan')).toHaveLength(1)
      await stage.later(40_000)

      expect(await stage.copies(id)).toEqual(copies)
      expect(await stage.read(YEN_CAT, 'lan')).toHaveLength(seen)
      expect(await progress()).toContain(shown)
    })

    it.each([
      {
        title: 'a gateway',
        fault: { kind: 'html', status: 502 },
        copies: ['unknown'],
        words: 'mất kết nối giữa chừng',
      },
      {
        title: 'a server that restarts',
        fault: { kind: 'code', code: 500 },
        copies: ['unknown'],
        words: 'mất kết nối giữa chừng',
      },
      {
        title: 'an anti-spam bot that took it away',
        fault: {
          kind: 'code',
          code: 500,
          description:
            "Internal Server Error: sent message was immediately deleted and can't be returned",
        },
        copies: ['sent'],
        words: '1/1',
      },
      {
        title: 'words that are too many',
        fault: { kind: 'code', code: 400, description: 'Bad Request: message is too long' },
        copies: ['rejected'],
        words: 'Thôn Yên Cát: tin quá dài',
      },
      {
        title: 'formatting that is refused',
        fault: { kind: 'code', code: 400, description: "Bad Request: can't parse entities: x" },
        copies: ['sent'],
        words: '1/1',
      },
    ] as const)('$title: $copies', async ({ fault, copies, words }) => {
      await stage.group(YEN_CAT, unit)
      await stage.control.fault({
        platform: 'telegram',
        method: 'sendMessage',
        chatId: YEN_CAT,
        times: 1,
        ...fault,
      })
      const id = await stage.send([unit])
      await stage.quiet()
      await stage.later(120_000)

      expect(await stage.copies(id)).toEqual(copies)
      const shown = await progress()
      expect(shown).not.toMatch(/Bad|Error|\b[45]\d\d\b/u)
      expect(shown).toContain(words)
    })

    it('holds only the chat that is asked to wait', async () => {
      await stage.group(YEN_CAT, unit)
      await stage.group(LARGE, unit)
      await stage.control.fault({
        platform: 'telegram',
        method: 'sendMessage',
        chatId: YEN_CAT,
        kind: 'code',
        code: 429,
        retryAfter: 40,
        times: 1,
      })
      const id = await stage.send([unit])
      await stage.quiet()
      expect(await stage.copies(id)).toEqual(['planned', 'sent'])

      await stage.later(41_000)
      expect(await stage.copies(id)).toEqual(['sent', 'sent'])
    })
  })

  it('shows the card anew when the message to change is not there any more', async () => {
    await stage.group(YEN_CAT, unit)
    const id = await stage.send([unit])
    await stage.control.fault({
      platform: 'telegram',
      method: 'editMessageText',
      kind: 'code',
      code: 400,
      description: 'Bad Request: message to edit not found',
    })
    await stage.quiet()

    expect(await stage.copies(id)).toEqual(['sent'])
    expect(await progress()).toContain('Đã gửi xong')
  })

  describe('with a token that is refused', () => {
    it('is told to the owners on the bot that is left, and nothing is lost', async () => {
      await stage.group(YEN_CAT, unit)
      await stage.control.revoke('telegram')
      const id = await stage.send([unit])
      await stage.quiet()

      expect(await stage.copies(id)).toEqual(['planned'])
      expect(await stage.read(AN_ON_ZALO, 'an')).toEqual([
        '⛔ Telegram – Nhịp Cầu đã dừng gửi: nền tảng từ chối mã truy cập (token). Tin đang chờ không mất. Xin báo người vận hành sửa rồi khởi động lại dịch vụ.',
      ])
      expect(await stoppedLanes(stage.store)).toMatchObject([
        { platform: 'telegram', reason: 'token-refused: 401 Unauthorized' },
      ])
    })

    it('is in the log where no bot is left to tell it on', async () => {
      await stage.group(YEN_CAT, unit)
      await stage.group(OA_GROUP, unit)
      await stage.control.revoke('zalo-oa')
      const first = await stage.send([unit])
      await stage.quiet()
      expect((await stage.read(AN, 'an')).join()).toContain('Zalo OA – UBND xã đã dừng gửi')
      await stage.control.revoke('telegram')
      const second = await stage.send([unit])
      await stage.quiet()

      expect(await stage.copies(first)).toEqual(['planned', 'sent'])
      expect(await stage.copies(second)).toEqual(['planned', 'planned'])
      expect(await stoppedLanes(stage.store)).toHaveLength(2)
      const stops = stage
        .logged()
        .split('\n')
        .filter((line) => line.includes('a lane stands until a person acts'))
      expect(stops.map((line) => (JSON.parse(line) as { told: boolean }).told)).toEqual([
        true,
        false,
      ])
    })
  })
})
