import type { AccountId, PersonId, PostId, UnitId } from '../domain/id.ts'
import type { Role } from '../domain/role.ts'
import { textsFor } from '../i18n/texts-for.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Unit } from '../domain/unit.ts'
import { plainMessage } from '../messages/message.ts'
import { privateChatsOf } from '../storage/account-links.ts'
import { peopleNamed } from '../storage/officers.ts'
import { nameOf } from '../storage/people.ts'
import { findUnit } from '../storage/units.ts'
import { giveRole } from '../usecases/officers/give-role.ts'
import { linkOfficer } from '../usecases/officers/link-officer.ts'
import { replaceAccount } from '../usecases/officers/replace-account.ts'
import { switchApproval } from '../usecases/officers/switch-approval.ts'
import { takeRole } from '../usecases/officers/take-role.ts'
import { namedElsewhereView, namedView } from './role-view.ts'
import {
  acting,
  remark,
  respond,
  say,
  sayNoRight,
  sayStale,
  tell,
  tellPerson,
  type Turn,
} from './turn.ts'

/**
 * Gives a role to the person of that name in the unit; true when it is said and done. A name alone gives nobody rights who
 * happens to bear it elsewhere: people outside the unit are shown first, as several in it are, and one is chosen.
 */
export async function giveRoleByName(
  turn: Turn,
  wish: { readonly name: string; readonly unit: Unit; readonly role: Role },
): Promise<boolean> {
  const { name, unit, role } = wish
  const inUnit = await peopleNamed(turn.tx, name, unit.id)
  const [person, ...others] = inUnit
  if (person && others.length === 0) {
    await giveRoleHere(turn, { personId: person, unitId: unit.id, role })
    return true
  }
  const elsewhere = person ? [] : await peopleNamed(turn.tx, name)
  if (person) await say(turn, await namedView(turn, { ...wish, people: inUnit }))
  else if (elsewhere.length > 0)
    await say(turn, await namedElsewhereView(turn, { ...wish, people: elsewhere }))
  else await remark(turn, turn.texts.officer.noSuchPerson({ name }))
  return false
}

/** Gives a role, and tells whoever has it now. */
export async function giveRoleHere(
  turn: Turn,
  wish: { personId: PersonId; unitId: UnitId; role: Role },
): Promise<void> {
  const { texts } = turn
  const result = await giveRole(turn.tx, { ...acting(turn), ...wish })
  if (result.kind === 'no-right') return sayNoRight(turn)
  if (result.kind === 'gone') return sayStale(turn)
  const wordsIn = ({ role }: Texts) => ({
    name: result.name,
    role: role[wish.role],
    unit: result.unit.name,
  })
  const words = wordsIn(texts)
  if (result.kind === 'held-already') return respond(turn, texts.officer.heldAlready(words))
  await say(turn, plainMessage(texts.officer.added(words)))
  if (wish.personId !== turn.actor.personId)
    await tellPerson(turn, wish.personId, (theirs) =>
      plainMessage(theirs.officer.given(wordsIn(theirs))),
    )
}

/** Ends a post, and tells whoever held it. */
export async function takeRoleHere(turn: Turn, postId: PostId): Promise<void> {
  const { texts } = turn
  const result = await takeRole(turn.tx, { ...acting(turn), postId })
  switch (result.kind) {
    case 'no-right':
      return sayNoRight(turn)
    case 'gone':
      return sayStale(turn)
    case 'last-owner':
      return respond(turn, texts.officer.lastOwner, true)
    case 'taken': {
      const { personId, role, unitId } = result.post
      const name = (await nameOf(turn.tx, personId)) ?? '?'
      const unit = (await findUnit(turn.tx, unitId))?.name ?? '?'
      const wordsIn = (language: Texts) => ({ name, role: language.role[role], unit })
      await say(turn, plainMessage(texts.officer.removed(wordsIn(texts))))
      if (personId !== turn.actor.personId)
        await tellPerson(turn, personId, (theirs) =>
          plainMessage(theirs.officer.taken(wordsIn(theirs))),
        )
    }
  }
}

/** Switches two-person approval of a unit, and says how it stands now. */
export async function switchApprovalHere(
  turn: Turn,
  unitId: UnitId,
  required: boolean,
): Promise<void> {
  const { texts } = turn
  const result = await switchApproval(turn.tx, { ...acting(turn), unitId, required })
  if (result.kind === 'no-right') return sayNoRight(turn)
  if (result.kind === 'gone') return sayStale(turn)
  const unit = result.unit.name
  const text = required ? texts.officer.approvalOn({ unit }) : texts.officer.approvalOff({ unit })
  await say(turn, plainMessage(text))
}

/** Lets an account act as the officer whom it belongs to, and tells both sides. */
export async function linkOfficerHere(
  turn: Turn,
  accountId: AccountId,
  officer: PersonId,
): Promise<void> {
  const result = await linkOfficer(turn.tx, { ...acting(turn), accountId, officer })
  if (result.kind === 'no-right') return sayNoRight(turn)
  if (result.kind === 'gone') return sayStale(turn)
  await sayLinked(turn, officer, result.name)
}

/** Says whom an account stands for now, here and to them. */
async function sayLinked(turn: Turn, personId: PersonId, name: string): Promise<void> {
  const linked = ({ owner }: Texts) => plainMessage(owner.linked({ name }))
  await say(turn, linked(turn.texts))
  await tellPerson(turn, personId, linked)
}

/** Lets an account take the place of the one that a person had, and tells both, and whoever holds the old one. */
export async function replaceAccountHere(
  turn: Turn,
  accountId: AccountId,
  personId: PersonId,
): Promise<void> {
  const result = await replaceAccount(turn.tx, { ...acting(turn), accountId, personId })
  if (result.kind === 'no-right') return sayNoRight(turn)
  if (result.kind === 'gone') return sayStale(turn)
  const { name } = result
  await sayLinked(turn, personId, name)
  for (const { chatId, locale } of await privateChatsOf(turn.tx, result.released))
    await tell(turn, chatId, plainMessage(textsFor(locale).owner.replaced({ name })), {
      purpose: 'card',
    })
}
