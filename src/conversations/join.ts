import type { Channel } from '../channels/channel.ts'
import { isEmergencyNoName } from '../domain/emergency.ts'
import {
  beginsAsInvitation,
  findInvitation,
  readInvitationCode,
} from '../domain/invitation-code.ts'
import { isTooLong } from '../domain/text/clip.ts'
import type { PersonId, UnitId } from '../domain/id.ts'
import { isGreetingNoName } from '../domain/text/is-greeting.ts'
import { isWrittenAsName } from '../domain/text/is-written-as-name.ts'
import { asksToRename, spokenName } from '../domain/text/spoken-name.ts'
import { shortReply } from '../domain/text/short-reply.ts'
import { plainMessage } from '../messages/message.ts'
import { unitOfJoinToken } from '../storage/join-links.ts'
import { currentPosts, nameOf, UNKNOWN_NAME } from '../storage/people.ts'
import { isNameUnsaid, noteNameSaid } from '../storage/unsaid-names.ts'
import { correctName, joinUnit } from '../usecases/join-unit.ts'
import { askOwners } from './ask-owners.ts'
import { unitOfUnasked } from './author-unit.ts'
import { closeDialogue, openDialogue, openState, type Dialogue, type Step } from './dialogue.ts'
import { turnAway } from './turn-away.ts'
import { ask, remark, say, sayStale, type Turn } from './turn.ts'

interface State {
  readonly unitId: UnitId
  /** Whose name it is: made for the account when it joined, and on no roll before. */
  readonly personId: PersonId
  /** What was typed, until its owner says that it is their name: “Xin lỗi nhầm” looks like one. */
  readonly name?: string
  /** No name is shown that could be left as it is. */
  readonly isAsked?: true
}

/** Asks a channel only whether it has links at all: what somebody typed may be no payload. */
const ANY_PAYLOAD = 'x'
const NAME_MIN = 2
const NAME_MAX = 100

/** The right name of somebody who has just joined: the platform's display name is often a nickname. */
export const nameYourself: Dialogue<State> = {
  id: 'name-yourself',
  version: 2,
  async answer(turn, state, answer): Promise<Step<State>> {
    if (answer.kind !== 'text' || (await isNoName(turn, answer.text))) return { kind: 'pass' }
    if (await turnAway(turn, answer.text)) return { kind: 'ask', state }
    const name = spokenName(answer.text)
    const reply = isWrittenAsName(name) || DUNG.test(name) ? null : shortReply(name)
    const isShown = state.name !== undefined || !state.isAsked
    if (reply === 'yes' && isShown) {
      await confirmName(turn)
      return { kind: 'done' }
    }
    const isOther =
      reply !== null || asksToRename(name) || isGreetingNoName(name) || isEmergencyNoName(name)
    const looksLikeName = /^[\p{L}\p{M}' .-]+$/u.test(name) && !isOther
    if (!looksLikeName || name.length < NAME_MIN || isTooLong(name, NAME_MAX)) {
      await remark(turn, turn.texts.start.nameUnclear)
      return { kind: 'ask', state }
    }
    const { button, start } = turn.texts
    await say(turn, {
      ...plainMessage(start.askName({ name })),
      buttons: [
        [
          { label: button.yes, action: turn.press({ verb: 'j-ok' }) },
          { label: button.no, action: turn.press({ verb: 'j-no' }) },
        ],
      ],
    })
    return { kind: 'ask', state: { ...state, name } }
  },
}

/** An author's notice, and the invitation of a further unit, are meant for somebody else than who asks for a name. */
async function isNoName(turn: Turn, text: string): Promise<boolean> {
  return unitOfUnasked(turn, text) !== undefined || (await holdsInvitation(turn, text))
}

/** “Đúng” without its marks is a name as well. */
const DUNG = /^(?:(?:anh|bác|bac|chị|chi|chú|chu|cô|co|em|ông|ong|bà|ba) )?dung$/iu

/** Writes the name that was typed, or leaves the one that was shown, as its owner says that it is right. */
export async function confirmName(turn: Turn): Promise<void> {
  const state = await openState(turn, nameYourself)
  if (!state) return sayStale(turn)
  await closeDialogue(turn)
  const { name, personId, unitId } = state
  // An owner, or an import, may have found since that the account is somebody of the roll, whose name is the unit's.
  const isTheirs = personId === turn.account.personId && (await isNameUnsaid(turn.tx, personId))
  if (name === undefined || !isTheirs) {
    await noteNameSaid(turn.tx, personId)
    return say(turn, plainMessage(turn.texts.common.done))
  }
  const namesake = await correctName(turn.tx, {
    personId,
    unitId,
    name,
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  await say(turn, plainMessage(turn.texts.start.renamed({ name })))
  if (namesake) await askOwners(turn, namesake, unitId)
}

/** Asks for the name anew. */
export async function askNameAgain(turn: Turn): Promise<void> {
  const state = await openState(turn, nameYourself)
  if (!state) return sayStale(turn)
  const { personId, unitId } = state
  await openDialogue(turn, nameYourself, { personId, unitId, isAsked: true })
  await ask(turn, turn.texts.start.nameUnclear)
}

/** Whether a text is an invitation that holds; a notice in which one is quoted is none. */
export async function isWholeInvitation(turn: Turn, text: string): Promise<boolean> {
  return beginsAsInvitation(text) && (await holdsInvitation(turn, text))
}

async function holdsInvitation({ tx }: Turn, text: string): Promise<boolean> {
  const code = findInvitation(text)
  return code !== null && (await unitOfJoinToken(tx, code)) !== undefined
}

/** Whether an invitation is typed there, as no link opens the bot. */
export function isTypedOn(channel: Channel): boolean {
  return channel.startLink(ANY_PAYLOAD) === null
}

/** Joins the unit of an invitation: the payload of a link or QR code, or the code as it was typed on Zalo. */
export async function joinByToken(turn: Turn, typed: string): Promise<void> {
  const { texts } = turn
  const result = await joinUnit(turn.tx, {
    token: readInvitationCode(typed) ?? typed.trim(),
    account: turn.account,
    now: turn.now,
    timeZone: turn.settings.timeZone,
  })
  if (result.kind === 'bad-link') {
    const { badLink, badCode } = texts.start
    return say(turn, plainMessage(isTypedOn(turn.channel) ? badCode : badLink))
  }
  const { name, personId, isUnsaid } = result
  const unit = result.unit.name
  const { joined, joinedNameless, alreadyJoined } = texts.start
  const isNew = result.kind === 'joined'
  const welcome = name === UNKNOWN_NAME ? joinedNameless({ unit }) : joined({ name, unit })
  const lines = isNew ? [welcome] : [alreadyJoined({ unit }), ...nameNow(turn, name)]
  if (isUnsaid) await askName(turn, { unitId: result.unit.id, personId, name }, lines)
  else await say(turn, plainMessage(isNew ? welcome : alreadyJoined({ unit })))
  if (result.kind === 'joined' && result.namesake)
    await askOwners(turn, result.namesake, result.unit.id)
}

/** Asks an owner for their name who has never said it. It comes last: what is typed then is meant for it. */
export async function askOwnersName(turn: Turn, personId: PersonId): Promise<void> {
  const [post] = await currentPosts(turn.tx, personId)
  if (!post || !(await isNameUnsaid(turn.tx, personId))) return
  const name = (await nameOf(turn.tx, personId)) ?? UNKNOWN_NAME
  await askName(turn, { unitId: post.unitId, personId, name }, nameNow(turn, name))
}

function nameNow({ texts }: Turn, name: string): string[] {
  return name === UNKNOWN_NAME ? [] : [texts.start.nameNow({ name })]
}

/** Asks whether a name is somebody's; where none is known nothing can be left as it is. */
async function askName(
  turn: Turn,
  { unitId, personId, name }: { unitId: UnitId; personId: PersonId; name: string },
  lines: readonly string[],
): Promise<void> {
  const { button, start } = turn.texts
  const isNameless = name === UNKNOWN_NAME
  await openDialogue(turn, nameYourself, { unitId, personId, ...(isNameless && { isAsked: true }) })
  await say(
    turn,
    isNameless
      ? plainMessage(...lines, start.nameUnclear)
      : {
          ...plainMessage(...lines, start.nameHint),
          buttons: [[{ label: button.yes, action: turn.press({ verb: 'j-ok' }) }]],
        },
  )
}
