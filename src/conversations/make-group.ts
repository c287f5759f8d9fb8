import type { Channel } from '../channels/channel.ts'
import type { ChatId, GroupWishId, UnitId } from '../domain/id.ts'
import { isOutOfGroup } from '../domain/platform.ts'
import { holdsRole, holdsRoleAnywhere, isOwner } from '../domain/rights.ts'
import { GROUP_KEEPERS } from '../domain/role.ts'
import { clip } from '../domain/text/clip.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import { groupName } from '../messages/group-name.ts'
import { plainMessage } from '../messages/message.ts'
import { moreButton, onPage } from '../messages/pages.ts'
import { PER_PAGE, unitButtons } from '../messages/unit-list.ts'
import { appendAudit } from '../storage/audit.ts'
import { findGroup, listGroups, type Group } from '../storage/groups.ts'
import {
  accountsOfPeople,
  accountsOfUnit,
  addWish,
  confirmWish,
  findWish,
} from '../storage/group-wishes.ts'
import { ownersOf } from '../storage/people.ts'
import { currentUnits, findUnit, findUnitByCode, unitsAbove } from '../storage/units.ts'
import { showInPlace } from './show-in-place.ts'
import { respond, say, sayNoRight, sayStale, type Turn } from './turn.ts'

type MakingChannel = Channel & Required<Pick<Channel, 'groups'>>

/** Which unit is the new group for? One page of them. */
export async function askForUnit(turn: Turn, { arg = '' }: { arg?: string } = {}): Promise<void> {
  const { texts } = turn
  if (!(await makerFor(turn))) return
  const rows = treeRows(await currentUnits(turn.tx)).filter(({ unit }) => unit.kind === 'org')
  if (rows.length === 0) return respond(turn, texts.audience.noUnits)
  await showInPlace(turn, {
    ...plainMessage(texts.group.newForUnit),
    buttons: unitButtons(
      { rows, page: Number(arg) || 0, pick: 'g-new', turnTo: 'g-units' },
      texts,
      turn.press,
    ),
  })
}

/** `tạo nhóm HND | Hội Nông dân xã`; without a name it is the unit's. */
export async function makeTyped(turn: Turn, argument: string): Promise<void> {
  const [code = '', name = ''] = argument.split('|').map((part) => part.trim())
  const unit = await findUnitByCode(turn.tx, code)
  if (!unit) return respond(turn, turn.texts.group.noSuchUnit({ code: clip(code, 40) }))
  await askToMake(turn, unit.id, name)
}

/** Shows what would be made, and waits for a yes: a group uses up a part of the package. */
export async function askToMake(turn: Turn, unitId: UnitId, typed = ''): Promise<void> {
  const { texts, tx, actor } = turn
  const maker = await makerFor(turn)
  if (!maker || !actor.personId) return
  const unit = await findUnit(tx, unitId)
  if (!unit) return sayStale(turn)
  const title = (typed || nameOf(unit)).normalize('NFC')
  const max = maker.groups.longestName
  if (title.length > max) {
    const words = { title: clip(title, 60), code: unit.code, max }
    return say(turn, plainMessage(texts.group.nameTooLong(words)))
  }
  const { instanceId } = maker
  const holders = await accountsOfPeople(tx, instanceId, await ownersOf(tx))
  // Too long for a toast.
  if (holders.length === 0) return say(turn, plainMessage(texts.group.noHolder))
  const people = await accountsOfUnit(tx, instanceId, unitId)
  const wish = await addWish(
    tx,
    {
      kind: 'create',
      instanceId,
      unitId,
      chatId: null,
      name: title,
      askedBy: actor.personId,
      toldChatId: turn.chat.id,
      state: 'asked',
    },
    turn.now,
  )
  const known = (await listGroups(tx)).find(
    (group) =>
      group.unitId === unitId && group.instanceId === instanceId && !isOutOfGroup(group.state),
  )
  const words = { title, unit: unit.name, people: people.length }
  await showInPlace(turn, {
    ...plainMessage(
      ...(known ? [texts.group.hasOne({ unit: unit.name, title: groupName(known, turn) })] : []),
      texts.group.askMake(words),
      texts.group.otherName({ code: unit.code }),
    ),
    buttons: [
      [
        { label: texts.button.makeGroup, action: turn.press({ verb: 'g-make', id: wish }) },
        { label: texts.button.back, action: turn.press({ verb: 'g-units' }) },
      ],
    ],
  })
}

/** The yes; the platform is asked after the commit, by a job. */
export async function makeGroup(turn: Turn, id: GroupWishId): Promise<void> {
  const { texts, tx, now, actor } = turn
  if (!isOwner(actor)) return sayNoRight(turn)
  const wish = await findWish(tx, id)
  if (wish?.askedBy !== actor.personId || !(await confirmWish(tx, id, now))) return sayStale(turn)
  turn.effects.jobs.push({ name: 'manage-group', data: { wishId: id } })
  await showInPlace(turn, plainMessage(texts.group.making({ title: wish.name })))
}

/** Into which of the groups whose units are this person's? One page of them. */
export async function askWhereToInvite(turn: Turn, wanted = 0): Promise<void> {
  const { texts } = turn
  if (!hasMaker(turn)) return respond(turn, texts.group.cannotMake)
  const own: Group[] = []
  for (const group of await listGroups(turn.tx)) if (await mayInvite(turn, group)) own.push(group)
  if (own.length === 0) return respond(turn, texts.group.noneToInvite)
  const { shown, ...pages } = onPage(own, wanted, PER_PAGE)
  await showInPlace(turn, {
    ...plainMessage(texts.group.inviteWhere),
    buttons: [
      ...shown.map((group) => [
        {
          label: clip(groupName(group, turn), 60),
          action: turn.press({ verb: 'g-inv', id: group.id }),
        },
      ]),
      ...moreButton(pages, { verb: 'g-invs' }, texts, turn.press),
    ],
  })
}

/** Another page of them, by a button. */
export async function turnInvitePage(turn: Turn, wanted: number): Promise<void> {
  if (!holdsRoleAnywhere(turn.actor, GROUP_KEEPERS)) return sayNoRight(turn)
  if (!hasMaker(turn)) return sayStale(turn)
  await askWhereToInvite(turn, wanted)
}

/** Invites the unit's people into its group, by a job after the commit. */
export async function inviteInto(turn: Turn, chatId: ChatId): Promise<void> {
  const { texts, tx, now, actor } = turn
  const group = await findGroup(tx, chatId)
  if (!group?.unitId || !actor.personId) return sayStale(turn)
  if (!(await mayInvite(turn, group))) return sayNoRight(turn)
  const title = groupName(group, turn)
  const wishId = await addWish(
    tx,
    {
      kind: 'invite',
      instanceId: group.instanceId,
      unitId: group.unitId,
      chatId,
      name: title,
      askedBy: actor.personId,
      toldChatId: turn.chat.id,
      state: 'planned',
    },
    now,
  )
  await appendAudit(tx, {
    at: now,
    actor: actor.personId,
    action: 'invite-to-group',
    subject: { kind: 'chat', id: chatId },
  })
  turn.effects.jobs.push({ name: 'manage-group', data: { wishId } })
  await say(turn, plainMessage(texts.group.inviting({ title })))
}

/** The bot that makes groups, for owners; says why not otherwise. */
async function makerFor(turn: Turn): Promise<MakingChannel | undefined> {
  if (!isOwner(turn.actor)) return sayNoRight(turn)
  return turn.channels.all().find(canMake) ?? respond(turn, turn.texts.group.cannotMake)
}

function hasMaker({ channels }: Turn): boolean {
  return channels.all().some(canMake)
}

function canMake(channel: Channel): channel is MakingChannel {
  return channel.groups !== undefined
}

async function mayInvite(turn: Turn, { unitId, instanceId, state }: Group): Promise<boolean> {
  if (!unitId || state !== 'active' || !turn.channels.get(instanceId)?.groups) return false
  return holdsRole(turn.actor, GROUP_KEEPERS, await unitsAbove(turn.tx, unitId))
}

function nameOf({ shortName, name }: Unit): string {
  return shortName || name
}
