import { isOwner } from '../../domain/rights.ts'
import { contactOf } from '../../storage/contact.ts'
import { setContact } from '../../usecases/set-contact.ts'
import { remarkIdly } from '../answer-idly.ts'
import type { Command } from '../command.ts'
import { remark, type Turn } from '../turn.ts'

/** “Liên hệ đặt …”, “liên hệ xoá”: what an owner does with it; “đặt lịch”, “đặt mua” are what others want. */
const SET =
  /^(?:đặt|dat|ghi|set)(?:\s*:\s*|\s+(?!(?:lịch|lich|hẹn|hen|mua|chỗ|cho|vé|ve|hàng|hang|câu|cau)(?![\p{L}\p{M}])))(?=\S)/iu
const CLEAR = /^(?:xoá|xóa|xoa|bỏ|bo|clear)$/iu
/** “Số điện thoại xã”, “liên hệ ở đâu”, “lịch tiếp dân”; other words after it are a sentence. */
const OF_THE_OFFICE =
  /^(?:(?:của|cua|với|voi|xã|xa|phường|phuong|cơ quan|co quan|uỷ ban|ủy ban|uy ban|ubnd|cán bộ|can bo|ở đâu|o dau|thế nào|the nao|như thế nào|nhu the nao|khi nào|khi nao|bao giờ|bao gio|ai|tôi|toi|em|cho|đi|di|giúp|giup|ạ|a|nhé|nhe)(?:[\s,.!?…]+|$))*$/iu

/** How the office is reached. */
export const contactCommands: readonly Command[] = [
  {
    name: 'lienhe',
    aliases: ['tiepdan', 'hotline'],
    keywords: [
      'liên hệ',
      'hotline',
      'số điện thoại',
      'tiếp dân',
      'tiếp công dân',
      'lịch tiếp dân',
      'lịch tiếp công dân',
      'contact',
    ],
    spoken: 'liên hệ',
    spokenInEnglish: 'contact',
    takes: {
      test: (words) => OF_THE_OFFICE.test(words) || SET.test(words) || CLEAR.test(words),
    },
    takesText: true,
    endsNothing: () => true,
    roles: null,
    where: 'anywhere',
    describe: (texts) => texts.command.contact,
    run: async (turn, words) => {
      const argument = words.normalize('NFC')
      if (SET.test(argument)) return write(turn, argument.replace(SET, ''))
      if (CLEAR.test(argument)) return write(turn, '')
      await show(turn)
    },
  },
]

async function show(turn: Turn): Promise<void> {
  const { contact: texts } = turn.texts
  const contact = await contactOf(turn.tx)
  const usage = isOwner(turn.actor) && turn.chat.type === 'private' ? [texts.usage] : []
  const shown = contact === null ? texts.none : texts.line({ contact })
  await remarkIdly(turn, shown, ...usage)
}

async function write(turn: Turn, contact: string): Promise<void> {
  const { tx, actor, now, texts } = turn
  if (turn.chat.type === 'group') return remark(turn, texts.common.privateOnly)
  const result = await setContact(tx, { actor, contact, now })
  const { set, cleared, tooLong, line } = texts.contact
  switch (result) {
    case 'no-right':
      return remarkIdly(turn, texts.common.noRight)
    case 'too-long':
      return remark(turn, tooLong)
    case 'cleared':
      return remark(turn, cleared)
    case 'set':
      return remark(turn, set, line({ contact: contact.trim() }))
  }
}
