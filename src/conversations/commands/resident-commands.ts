import { NOTHING_MORE } from '../../domain/text/leading-code.ts'
import { plainMessage } from '../../messages/message.ts'
import { officeName } from '../../storage/office-name.ts'
import { askAgain, wordsToAsk } from '../ask-again.ts'
import { beginQuestion, writePrivacyNotice } from '../begin-question.ts'
import { showOwnData } from '../own-data.ts'
import { askWithdrawal, explainErasure } from '../part-with-data.ts'
import type { Command } from '../command.ts'
import { follow, OF_QUESTIONS } from '../follow-questions.ts'
import { say, type Turn } from '../turn.ts'

/** "Xoá dữ liệu của tôi đi ạ", but not "xoá dữ liệu cũ trên máy của thôn". */
const OWN =
  /^(?:(?:cá nhân|ca nhan|của|cua|tôi|toi|em|con|cháu|chau|mình|minh|giúp|giup|cho|với|voi|đi|di|ạ|a|nhé|nhe)(?:[\s,.!?]+|$))*$/iu

/** Nothing, or the code of a question, whatever else is said of it (“theo dõi câu hỏi H12 ạ”). */
const OWN_CODE = new RegExp(
  `(?:${OF_QUESTIONS.source}|^)(?:${NOTHING_MORE.source.slice(1)}|H\\s*\\d{1,20}(?![\\p{L}\\p{N}])|\\d{1,20}[\\s.!…]*$)`,
  'iu',
)

/** What residents ask for. */
export const residentCommands: readonly Command[] = [
  {
    name: 'hoi',
    aliases: ['phananh', 'kiennghi', 'gopy'],
    keywords: ['hỏi', 'câu hỏi', 'đặt câu hỏi', 'ask'],
    spoken: 'hỏi',
    spokenInEnglish: 'ask',
    roles: null,
    where: 'anywhere',
    describe: (texts) => texts.command.ask,
    run: askOrAskAgain,
  },
  {
    name: 'theodoi',
    keywords: ['theo dõi', 'kết quả', 'mã', 'follow'],
    spoken: 'theo dõi',
    spokenInEnglish: 'follow',
    // “Kết quả bầu thôn trưởng khi nào có?” asks after no code.
    takes: OWN_CODE,
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.follow,
    run: follow,
  },
  {
    name: 'quyenriengtu',
    isRare: true,
    keywords: ['quyền riêng tư', 'bảo mật'],
    endsNothing: () => true,
    spoken: 'quyền riêng tư',
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.privacy,
    run: async (turn) => {
      const office = await officeName(turn.tx)
      const { blocks } = await writePrivacyNotice(turn)
      const { privacyFull, ownData } = turn.texts.question
      await say(
        turn,
        { blocks: [...blocks, ...plainMessage(privacyFull, ownData({ office })).blocks] },
        { traceless: true, keepsChoices: true },
      )
    },
  },
  {
    name: 'dulieu',
    isRare: true,
    keywords: ['dữ liệu của tôi', 'dữ liệu', 'xem dữ liệu', 'sửa dữ liệu'],
    spoken: 'dữ liệu của tôi',
    takes: OWN,
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.ownData,
    run: showOwnData,
  },
  {
    name: 'rutdongy',
    isRare: true,
    keywords: ['rút đồng ý', 'rút lại đồng ý', 'rút sự đồng ý', 'rút lại sự đồng ý'],
    spoken: 'rút đồng ý',
    takes: OWN,
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.withdrawConsent,
    run: askWithdrawal,
  },
  {
    name: 'xoadulieu',
    isRare: true,
    keywords: [
      'xoá dữ liệu',
      'xoá dữ liệu của tôi',
      'xoá thông tin',
      'xoá thông tin của tôi',
      'xoá tài khoản',
    ],
    spoken: 'xoá dữ liệu',
    takes: OWN,
    roles: null,
    where: 'private',
    describe: (texts) => texts.command.eraseOwnData,
    run: explainErasure,
  },
]

async function askOrAskAgain(turn: Turn, argument: string): Promise<void> {
  if (!(await askAgain(turn, argument)))
    await beginQuestion(turn, wordsToAsk(turn.inbound, argument))
}
