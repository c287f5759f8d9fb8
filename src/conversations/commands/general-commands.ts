import type { Role } from '../../domain/role.ts'
import { holdsRoleAnywhere, isOfficer, isOwner } from '../../domain/rights.ts'
import { plainMessage, type Block, type Message } from '../../messages/message.ts'
import { currentPosts } from '../../storage/people.ts'
import { isMeantAsInvitation } from '../../domain/invitation-code.ts'
import { NOTHING_MORE } from '../../domain/text/leading-code.ts'
import { textsFor } from '../../i18n/texts-for.ts'
import { officeName } from '../../storage/installation-name.ts'
import { receivesNotices, setLocale, setReceives } from '../../storage/accounts.ts'
import { currentUnits } from '../../storage/units.ts'
import { claimOwnership } from '../../usecases/become-owner.ts'
import { stopNotices } from '../../usecases/stop-notices.ts'
import { howToTakeBack } from '../answer-about-own.ts'
import { answersIdly, remarkIdly } from '../answer-idly.ts'
import type { Command } from '../command.ts'
import { closeDialogue } from '../dialogue.ts'
import { firstSteps } from '../first-steps.ts'
import { askOwnersName, isTypedOn, joinByToken } from '../join.ts'
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
      run: async (turn, argument) => {
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
              all().filter(({ isRare }) => !isRare),
            ),
            { kind: 'text', text: texts.help.more },
          ],
        })
        const steps = isOwner(turn.actor) ? await firstSteps(turn) : null
        if (steps) await say(turn, steps)
        if (holdsRoleAnywhere(turn.actor, ['approver'])) await showUnheardPending(turn)
        const { personId } = turn.actor
        if (personId && isOwner(turn.actor)) await askOwnersName(turn, personId)
      },
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
      run: async (turn) => {
        const help: Message = {
          blocks: [
            { kind: 'title', text: turn.texts.help.title },
            ...helpBlocks(turn, all()),
            ...(holdsRoleAnywhere(turn.actor, ['author'])
              ? [{ kind: 'note', text: turn.texts.help.example } satisfies Block]
              : []),
          ],
        }
        // Who asks how to choose can still choose.
        await say(turn, help, { keepsChoices: true })
      },
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
      run: async (turn) => {
        const ended = await closeDialogue(turn)
        const { cancelled, nothingToCancel } = turn.texts.common
        if (!ended && !(await answersIdly(turn))) return
        // A word that has ended nothing takes no choice away either.
        const options = { keepsChoices: !ended }
        const further = ended || turn.chat.type === 'group' ? null : await howToTakeBack(turn)
        const said = ended ? cancelled : nothingToCancel
        await say(turn, plainMessage(said, ...(further === null ? [] : [further])), options)
      },
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
      run: async (turn) => {
        const { tx, account, chat, now } = turn
        const isChange = await receivesNotices(tx, account.id)
        await stopNotices(tx, { account, chatId: chat.id, now })
        if (!isChange && !(await answersIdly(turn))) return
        const { stopped, dutiesStay } = turn.texts.subscription
        await remark(turn, stopped, ...(isOfficer(turn.actor) ? [dutiesStay] : []))
      },
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
      run: async (turn) => {
        const isChange = !(await receivesNotices(turn.tx, turn.account.id))
        await setReceives(turn.tx, turn.account.id, true)
        if (isChange || (await answersIdly(turn)))
          await remark(turn, turn.texts.subscription.resumed)
      },
    },
    {
      name: 'english',
      isRare: true,
      keywords: ['english'],
      endsNothing: () => true,
      spoken: 'english',
      roles: null,
      where: 'private',
      describe: (texts) => texts.command.english,
      run: async (turn) => {
        await setLocale(turn.tx, turn.account.id, 'en')
        if (turn.account.locale !== 'en' || (await answersIdly(turn)))
          await remark(turn, turn.texts.language.english)
      },
    },
    {
      name: 'tiengviet',
      isRare: true,
      keywords: ['tiếng việt'],
      endsNothing: () => true,
      spoken: 'tiếng Việt',
      roles: null,
      where: 'private',
      describe: (texts) => texts.command.vietnamese,
      run: async (turn) => {
        await setLocale(turn.tx, turn.account.id, 'vi')
        if (turn.account.locale !== 'vi' || (await answersIdly(turn)))
          await remark(turn, turn.texts.language.vietnamese)
      },
    },
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
      run: async (turn, argument) => {
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
      },
    },
  ]
}

/** The commands that this person may use, by who they are for. */
function helpBlocks(turn: Turn, commands: readonly Command[]): Block[] {
  const { texts } = turn
  const makesGroups = turn.channels.all().some(({ groups: making }) => making !== undefined)
  const usable = commands.filter(
    (command) =>
      mayUse(turn, command) &&
      (makesGroups || !command.makesGroups) &&
      (turn.actor.personId !== null || !command.isUntold),
  )
  const officers: readonly Role[] = ['member']
  // What somebody's own work needs comes first.
  const groups: [string, readonly Command[]][] = [
    [
      texts.help.officer,
      usable.filter(
        ({ roles }) => roles !== null && !roles.some((role) => officers.includes(role)),
      ),
    ],
    [
      texts.help.member,
      usable.filter(({ roles }) => roles?.some((role) => officers.includes(role))),
    ],
    [texts.help.resident, usable.filter(({ roles }) => roles === null)],
  ]
  return groups
    .filter(([, list]) => list.length > 0)
    .flatMap(([title, list]): Block[] => [
      { kind: 'text', text: `${title}:` },
      {
        kind: 'list',
        items: list.map((command) => `${asTyped(turn, command)} – ${command.describe(texts)}`),
        commands: true,
      },
    ])
}

/** `/soan` where the platform knows slash commands, else the word: nobody looks for a slash on a telephone's keys. */
function asTyped(
  { channel, texts }: Turn,
  { name, spoken, spokenInEnglish = spoken }: Command,
): string {
  if (channel.publishCommands) return `/${name}`
  return texts === textsFor('en') ? spokenInEnglish : spoken
}

/** Whether the person may use a command at all; the command checks the unit itself. */
export function mayUse(turn: Turn, command: Command): boolean {
  return command.roles === null || holdsRoleAnywhere(turn.actor, command.roles)
}

async function showOwnUnits(turn: Turn): Promise<void> {
  const { texts, actor } = turn
  const posts = actor.personId ? await currentPosts(turn.tx, actor.personId) : []
  const account = texts.start.accountName({ account: nameOfAccount(turn) })
  const { start } = texts
  const { noUnit, howToMove } = isTypedOn(turn.channel)
    ? { noUnit: start.noUnitTyped, howToMove: start.howToMoveTyped }
    : start
  if (posts.length === 0) {
    const asks = turn.settings.residentChannels.includes(turn.channel.platform)
    return remark(turn, noUnit, ...(asks ? [start.asksWithoutUnit] : []), account)
  }
  const names = new Map((await currentUnits(turn.tx)).map((unit) => [unit.id, unit.name]))
  await say(turn, {
    blocks: [
      { kind: 'text', text: `${texts.start.myUnits}:` },
      {
        kind: 'list',
        items: posts.map(({ unitId, role }) => `${names.get(unitId) ?? '?'} – ${texts.role[role]}`),
      },
      { kind: 'text', text: howToMove({ office: await officeName(turn.tx) }) },
      { kind: 'note', text: account },
    ],
  })
}

/**
 * The account as OWNERS, a table of people and the command line name it: no app of Zalo shows a person their own id. Said in
 * private, to nobody else.
 */
function nameOfAccount({ channel, inbound }: Turn): string {
  return `${channel.platform}:${inbound.from?.externalId ?? ''}`
}
