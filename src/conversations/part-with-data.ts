import { isOfficer } from '../domain/rights.ts'
import { formatDay } from '../domain/time/format.ts'
import { textsFor } from '../i18n/texts-for.ts'
import {
  erasureExplained,
  erasureQuestion,
  withdrawalQuestion,
} from '../messages/own-data-messages.ts'
import { personalAccount } from '../messages/account-name.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { accountsErasedWith, shownAccounts } from '../storage/account-links.ts'
import { officeName } from '../storage/office-name.ts'
import { joinedUnits, namesOf, ownersOf } from '../storage/people.ts'
import { countQuestionsOf } from '../storage/questions.ts'
import { namesOfUnits } from '../storage/units.ts'
import { eraseOwnData } from '../usecases/erase-own-data.ts'
import { toWake } from '../usecases/to-wake.ts'
import { withdrawOwnConsent } from '../usecases/withdraw-own-consent.ts'
import { forgetBefore } from './answer-from-officer.ts'
import { askedNow, isAskedLately, momentAsked } from './asked-lately.ts'
import { consentStands, PRIVACY_PURPOSE } from './consent.ts'
import { closeDialogue, openDialogueId } from './dialogue.ts'
import { askQuestionDialogue } from './dialogues/ask-question.ts'
import { showInPlace } from './show-in-place.ts'
import { confide, remarkInConfidence, respondInConfidence, type Turn } from './turn.ts'

/** Owners named to whom somebody is sent. */
const NAMED = 3

/** Asks whether the consent is withdrawn, and says what goes with it; nothing is done yet. */
export async function askWithdrawal(turn: Turn): Promise<void> {
  const { tx, account, texts } = turn
  if (turn.chat.type === 'group') return respondInConfidence(turn, texts.common.privateOnly)
  if (!(await consentStands(turn))) return remarkInConfidence(turn, texts.ownData.noConsent)
  const questions = await countQuestionsOf(tx, account.id)
  const isInUnit = turn.actor.posts.length > 0
  await confide(
    turn,
    withdrawalQuestion({ questions, asked: askedNow(turn), isInUnit }, texts, turn.press),
  )
}

/** Withdraws it, with the question that is being written; asks first where that was long ago. */
export async function withdrawHere(turn: Turn, asked: string): Promise<void> {
  if (!isAskedLately(turn, asked)) return askWithdrawal(turn)
  const { tx, account, now, settings, texts } = turn
  const result = await withdrawOwnConsent(tx, {
    accountId: account.id,
    purpose: PRIVACY_PURPOSE,
    now,
    timeZone: settings.timeZone,
  })
  const { noConsent, withdrawn, questionsErased, askAnew } = texts.ownData
  if (result.kind === 'none-stands') return remarkInConfidence(turn, noConsent)
  if ((await openDialogueId(turn)) === askQuestionDialogue.id) await closeDialogue(turn)
  await forgetBefore(turn, askQuestionDialogue.id)
  await inPlace(
    turn,
    plainMessage(
      withdrawn({ day: formatDay(result.day) }),
      ...(result.questions > 0 ? [questionsErased({ count: result.questions })] : []),
      askAnew,
    ),
  )
}

/** Says what an erasure takes away, or who must first take over what an officer does. */
export async function explainErasure(turn: Turn): Promise<void> {
  const { tx, texts, account, actor } = turn
  if (isOfficer(actor)) return refuseOfficer(turn)
  const asking = await askedHere(turn)
  // They stay a member while another account stands for them.
  const isWhole = actor.personId !== null && asking.kept.length === 0
  const joined = isWhole ? await joinedUnits(tx, actor.personId) : []
  const names = await namesOfUnits(tx, joined)
  const facts = {
    ...asking,
    office: await officeName(tx),
    questions: await countQuestionsOf(tx, account.id),
    units: joined.map((unitId) => names.get(unitId) ?? '?'),
  }
  await confide(turn, erasureExplained(facts, texts, turn.press))
}

/** Asks once more, where the first word was said. */
export async function askErasure(turn: Turn): Promise<void> {
  if (isOfficer(turn.actor)) return refuseOfficer(turn)
  const asking = await askedHere(turn)
  await inPlace(turn, erasureQuestion(asking, turn.texts, turn.press))
}

/**
 * Erases whoever asks for it here, and says so last. Nothing else may be said in this turn: the chat that it has leads nowhere
 * any more.
 */
export async function eraseHere(turn: Turn, asked: string): Promise<void> {
  const askedOn = momentAsked(asked)
  if (!askedOn || !isAskedLately(turn, asked)) return explainErasure(turn)
  const { tx, now, settings, texts, inbound, channel, channels, effects } = turn
  const { instanceId } = channel
  const { from, chat, at } = inbound
  if (!from) return
  const result = await eraseOwnData(tx, {
    from: { instanceId, externalId: from.externalId },
    chat: { instanceId, externalId: chat.externalId },
    asked: askedOn,
    lastWord: plainMessage(texts.ownData.erased, texts.ownData.erasedNext),
    lastWordElsewhere: (locale) => {
      const { platform, ownData } = textsFor(locale)
      const by = platform[channel.platform]
      return plainMessage(ownData.erasedElsewhere({ platform: by }), ownData.erasedNext)
    },
    isOpen: (lane) => channels.get(lane) !== undefined,
    at,
    now,
    timeZone: settings.timeZone,
  })
  if (result.kind !== 'erased') return refuseOfficer(turn)
  for (const broadcastId of result.broadcasts)
    effects.jobs.push({ name: 'update-progress', data: { broadcastId } })
  effects.jobs.push(...toWake(result.lanes))
}

/**
 * Nothing is erased; the card says so in the place of its buttons. Not to somebody new, under the card of who was erased since:
 * `asked` is the account that was asked.
 */
export async function leaveData(turn: Turn, asked: string): Promise<void> {
  if (asked !== turn.account.id) return respondInConfidence(turn, turn.texts.common.stale)
  await inPlace(turn, plainMessage(turn.texts.ownData.leftAsItIs))
}

/** The same of a consent, unless it was withdrawn since. */
export async function keepConsent(turn: Turn): Promise<void> {
  if (!(await consentStands(turn))) return respondInConfidence(turn, turn.texts.common.stale)
  await inPlace(turn, plainMessage(turn.texts.ownData.leftAsItIs))
}

async function refuseOfficer(turn: Turn): Promise<void> {
  const { tx, texts, actor } = turn
  const names = await namesOfUnits(
    tx,
    actor.posts.map(({ unitId }) => unitId),
  )
  const roles = actor.posts
    .filter(({ role }) => role !== 'member')
    .map(({ unitId, role }) => `${texts.role[role]} – ${names.get(unitId) ?? '?'}`)
  const others = (await ownersOf(tx)).filter((person) => person !== actor.personId)
  const owners = [...(await namesOf(tx, others)).values()].slice(0, NAMED)
  const { officerStays, askOwner, lastOwner } = texts.ownData
  await remarkInConfidence(
    turn,
    officerStays({ roles: roles.join('; ') }),
    owners.length > 0 ? askOwner({ owners: owners.join(', ') }) : lastOwner,
  )
}

/** Who is asked now, and which other accounts would go with theirs, or stay. */
async function askedHere(turn: Turn) {
  const { tx, account, actor, texts, now } = turn
  const asked = askedNow(turn)
  const going = await accountsErasedWith(tx, account.id, momentAsked(asked) ?? now)
  const accounts = actor.personId ? await shownAccounts(tx, actor.personId) : []
  const others = accounts.filter(({ id }) => id !== account.id)
  const shown = (isGoing: boolean) =>
    others
      .filter(({ id }) => going.includes(id) === isGoing)
      .map((one) => personalAccount(one, texts))
  return { account: account.id, asked, linked: shown(true), kept: shown(false) }
}

function inPlace(turn: Turn, message: Message): Promise<void> {
  return showInPlace(turn, message, { traceless: true })
}
