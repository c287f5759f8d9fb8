import type { Locale } from '../../domain/locale.ts'
import { holdsRoleAnywhere, isOfficer, isOwner } from '../../domain/rights.ts'
import { paragraph, plainMessage, type Message } from '../../messages/message.ts'
import { isMeantAsInvitation } from '../../domain/invitation-code.ts'
import { NOTHING_MORE } from '../../domain/text/leading-code.ts'
import { officeName } from '../../storage/office-name.ts'
import { receivesNotices, setLocale, setReceives } from '../../storage/accounts.ts'
import { claimOwnership } from '../../usecases/become-owner.ts'
import { stopNotices } from '../../usecases/stop-notices.ts'
import { howToTakeBack } from '../answer-about-own.ts'
import { answersIdly, remarkIdly } from '../answer-idly.ts'
import type { Command } from '../command.ts'
import { closeDialogue } from '../dialogue.ts'
import { firstSteps } from '../first-steps.ts'
import { helpBlocks } from '../help-view.ts'
import { askOwnersName, joinByToken } from '../join.ts'
import { showOwnUnits } from '../own-units.ts'
import { showUnheardPending } from '../pending-notices.ts'
import { remark, say, type Turn } from '../turn.ts'

const BEGIN = 'bắt đầu'
/** An invitation, well typed or not; "xin chào anh chị" is a greeting and none. */
const INVITATION = {
  test: (words: string, keyword: string) =>
    words === '' || isMeantAsInvitation(words, keyword !== BEGIN),
}
/** "Hướng dẫn cách dùng bot với", but not "hướng dẫn thủ tục khai sinh": that is asked of the office. */
const OF_THE_BOT =
  /^(?:(?:cách|cach|sử dụng|su dung|dùng|dung|bot|cho|giúp|giup|tôi|toi|em|con|cháu|chau|mình|minh|bác|bac|với|voi|đi|di|ạ|a|nhé|nhe)(?:[\s,.!?…]+|$))*$/iu
/** The code of the terminal is one word; "nhận quyền sử dụng đất" is a sentence. */
const CLAIM_CODE = /^(?:|[A-Z0-9-]{6,20}(?:[\s.!…]+(?:(?:ạ|a|nhé|nhe)[\s.!…]*)?)?)$/iu

/** What everybody may ask for. */
export function generalCommands(all: () => readonly Command[]): Command[] {
  return [
    {
      name: 'start',
      aliases: ['batdau'],
      keywords: [BEGIN, 'xin chào', 'menu'],
      greets: true,
      spoken: BEGIN,
      takes: INVITATION,
      ignores: true,
      roles: null,
      where: 'private',
      isIdle: (argument) => argument === '',
      describe: (texts) => texts.command.start,
      run: (turn, argument) => begin(turn, argument, all()),
    },
    {
      name: 'trogiup',
      aliases: ['help'],
      keywords: ['trợ giúp', 'hướng dẫn', '?', 'help'],
      takes: OF_THE_BOT,
      endsNothing: () => true,
      spoken: 'trợ giúp',
      spokenInEnglish: 'help',
      roles: null,
      where: 'anywhere',
      isIdle: () => true,
      describe: (texts) => texts.command.help,
      run: (turn) => help(turn, all()),
    },
    {
      name: 'huy',
      isRare: true,
      keywords: ['huỷ', 'thôi', 'cancel'],
      spoken: 'huỷ',
      spokenInEnglish: 'cancel',
      roles: null,
      where: 'anywhere',
      describe: (texts) => texts.command.cancel,
      run: endHere,
    },
    {
      name: 'donvi',
      keywords: ['đơn vị', 'đổi thôn', 'mã tài khoản'],
      takes: NOTHING_MORE,
      spoken: 'đơn vị',
      roles: null,
      where: 'private',
      isIdle: () => true,
      describe: (texts) => texts.command.myUnits,
      run: showOwnUnits,
    },
    {
      name: 'dungtin',
      keywords: ['dừng tin', 'tắt tin'],
      spoken: 'dừng tin',
      takes: NOTHING_MORE,
      roles: null,
      where: 'private',
      describe: (texts) => texts.command.stopNotices,
      run: stop,
    },
    {
      name: 'nhantin',
      // "Nhận tin rồi nhé" is no wish to get notices again.
      keywords: ['nhận tin'],
      spoken: 'nhận tin',
      takes: NOTHING_MORE,
      roles: null,
      where: 'private',
      describe: (texts) => texts.command.resumeNotices,
      run: resume,
    },
    languageCommand('en', { name: 'english', spoken: 'english', key: 'english' }),
    languageCommand('vi', { name: 'tiengviet', spoken: 'tiếng Việt', key: 'vietnamese' }),
    {
      name: 'nhanquyen',
      isRare: true,
      isUntold: true,
      keywords: ['nhận quyền'],
      spoken: 'nhận quyền',
      takes: CLAIM_CODE,
      roles: null,
      where: 'private',
      describe: (texts) => texts.command.claim,
      run: claim,
    },
  ]
}

async function begin(turn: Turn, argument: string, commands: readonly Command[]): Promise<void> {
  if (argument !== '') return joinByToken(turn, argument)
  const { texts } = turn
  const { welcome, welcomeMember } = texts.start
  const greet = turn.actor.posts.length > 0 ? welcomeMember : welcome
  await say(turn, {
    blocks: [
      { kind: 'text', text: greet({ office: await officeName(turn.tx) }) },
      { kind: 'text', text: texts.start.askHint },
      ...helpBlocks(
        turn,
        commands.filter(({ isRare }) => !isRare),
      ),
      { kind: 'text', text: texts.help.more },
    ],
  })
  const steps = isOwner(turn.actor) ? await firstSteps(turn) : null
  if (steps) await say(turn, steps)
  if (holdsRoleAnywhere(turn.actor, ['approver'])) await showUnheardPending(turn)
  const { personId } = turn.actor
  if (personId && isOwner(turn.actor)) await askOwnersName(turn, personId)
}

async function help(turn: Turn, commands: readonly Command[]): Promise<void> {
  const message: Message = {
    blocks: [
      { kind: 'title', text: turn.texts.help.title },
      ...helpBlocks(turn, commands),
      ...paragraph('note', holdsRoleAnywhere(turn.actor, ['author']) && turn.texts.help.example),
    ],
  }
  // Who asks how to choose can still choose.
  await say(turn, message, { keepsChoices: true })
}

/** “Huỷ” in a group, where a dialogue alone can be ended; and in private, where there was nothing to end (`cancel`). */
async function endHere(turn: Turn): Promise<void> {
  const ended = await closeDialogue(turn)
  const { cancelled, nothingToCancel } = turn.texts.common
  if (!ended && !(await answersIdly(turn))) return
  // A word that has ended nothing takes no choice away either.
  const options = { keepsChoices: !ended }
  const further = ended || turn.chat.type === 'group' ? null : await howToTakeBack(turn)
  const said = ended ? cancelled : nothingToCancel
  await say(turn, plainMessage(said, ...(further === null ? [] : [further])), options)
}

async function stop(turn: Turn): Promise<void> {
  const { tx, account, chat, now } = turn
  const isChange = await receivesNotices(tx, account.id)
  await stopNotices(tx, { account, chatId: chat.id, now })
  if (!isChange && !(await answersIdly(turn))) return
  const { stopped, dutiesStay } = turn.texts.subscription
  await remark(turn, stopped, ...(isOfficer(turn.actor) ? [dutiesStay] : []))
}

async function resume(turn: Turn): Promise<void> {
  const isChange = !(await receivesNotices(turn.tx, turn.account.id))
  await setReceives(turn.tx, turn.account.id, true)
  if (isChange || (await answersIdly(turn))) await remark(turn, turn.texts.subscription.resumed)
}

/** To be spoken to in a language from now on. */
function languageCommand(
  locale: Locale,
  words: Pick<Command, 'name' | 'spoken'> & { readonly key: 'english' | 'vietnamese' },
): Command {
  const { name, spoken, key } = words
  return {
    name,
    isRare: true,
    keywords: [spoken.toLowerCase()],
    endsNothing: () => true,
    spoken,
    roles: null,
    where: 'private',
    describe: (texts) => texts.command[key],
    run: async (turn) => {
      await setLocale(turn.tx, turn.account.id, locale)
      if (turn.account.locale !== locale || (await answersIdly(turn)))
        await remark(turn, turn.texts.language[key])
    },
  }
}

async function claim(turn: Turn, argument: string): Promise<void> {
  const { texts } = turn
  const personId = await claimOwnership(turn.tx, {
    account: turn.account,
    code: argument.split(/[\s.!…]/u)[0] ?? '',
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  if (!personId) return remarkIdly(turn, texts.owner.wrongCode)
  await say(turn, plainMessage(texts.owner.claimed))
  const steps = await firstSteps(turn)
  if (steps) await say(turn, steps)
  await askOwnersName(turn, personId)
}
