import { holdsRole } from '../domain/rights.ts'
import { GROUP_KEEPERS } from '../domain/role.ts'
import { isOutOfGroup } from '../domain/platform.ts'
import { treeRows } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import { clip } from '../domain/text/clip.ts'
import { vi } from '../i18n/vi.ts'
import { askInGroup } from '../messages/group-messages.ts'
import { groupName } from '../messages/group-name.ts'
import { plainMessage, type Button, type Message } from '../messages/message.ts'
import { moreButton, onPage } from '../messages/pages.ts'
import { PER_PAGE, unitButtons } from '../messages/unit-list.ts'
import { bindGroup, findGroup, listGroups, type Group } from '../storage/groups.ts'
import { appendAudit } from '../storage/audit.ts'
import { currentUnits, findUnit, findUnitByCode, unitsAbove } from '../storage/units.ts'
import { say, sayNoRight, tell, type Turn } from './turn.ts'

/** Holds a group without a title, its platform, and that it is not bound. */
const LABEL_MAX = 80

/** One page of the groups in which the bot is. */
export async function groupList(turn: Turn, wanted: number): Promise<Message> {
  const { texts } = turn
  const groups = await listGroups(turn.tx)
  if (groups.length === 0) return plainMessage(texts.group.none)
  const units = new Map((await currentUnits(turn.tx)).map((unit) => [unit.id, unit.name]))
  const { shown, ...pages } = onPage(groups, wanted, PER_PAGE)
  const label = (group: Group): string =>
    [
      groupName(group, turn),
      ...(isOutOfGroup(group.state) ? [texts.group.notIn] : []),
      texts.platform[group.platform],
      (group.unitId && units.get(group.unitId)) ?? texts.group.notBound,
    ].join(' – ')
  return {
    blocks: [{ kind: 'text', text: `${texts.group.list}:` }],
    buttons: [
      ...shown.map((group) => [
        {
          label: clip(label(group), LABEL_MAX),
          action: turn.press({ verb: 'g-show', id: group.id }),
        },
      ]),
      ...moreButton(pages, { verb: 'g-list' }, texts, turn.press),
    ],
  }
}

/** The card that asks which unit a group belongs to, a page of the units at a time. */
export async function unitChoice(turn: Turn, group: Group, page: number): Promise<Message> {
  const { texts } = turn
  const units = await currentUnits(turn.tx)
  const bound = units.find((unit) => unit.id === group.unitId)
  const title = groupName(group, turn)
  const question = bound
    ? texts.group.alreadyBound({ title, unit: bound.name })
    : texts.group.chooseUnit({ title })
  return {
    ...plainMessage(question),
    buttons: [
      ...unitButtons(
        { rows: treeRows(units), page, about: group.id, pick: 'g-bind', turnTo: 'g-show' },
        texts,
        turn.press,
      ),
      ...(bound ? [[unbindButton(turn, group)]] : []),
    ],
  }
}

/** In place of the choice: the bot has been removed since the card was shown, or the group has another id now. */
export function lostCard(turn: Turn, group: Group): Message {
  const lost = plainMessage(turn.texts.group.lost({ title: groupName(group, turn) }))
  return group.unitId ? { ...lost, buttons: [[unbindButton(turn, group)]] } : lost
}

function unbindButton(turn: Turn, { id }: Group): Button {
  const label = `✖ ${turn.texts.button.unbind}`
  return { label, action: turn.press({ verb: 'g-free', id }) }
}

/** Binds the group that the command was typed in to the unit of that code, or says how that is done. */
export async function bindHere(turn: Turn, argument: string): Promise<void> {
  const { texts } = turn
  const unit = await findUnitByCode(turn.tx, argument.trim())
  const group = await findGroup(turn.tx, turn.chat.id)
  if (!group) return
  if (unit) return bind(turn, group, unit)
  const text =
    argument.trim() === ''
      ? await howItIsBound(turn, group)
      : texts.group.noSuchUnit({ code: clip(argument, 40) })
  await say(turn, askInGroup(text, texts))
}

async function howItIsBound({ tx, texts }: Turn, { unitId }: Group): Promise<string> {
  const unit = unitId && (await findUnit(tx, unitId))
  return unit ? texts.group.isBound({ unit: unit.name }) : texts.group.learntHere
}

/** Binds a group to a unit, for who keeps the groups of both; its people are told. */
export async function bind(turn: Turn, group: Group, unit: Unit): Promise<void> {
  // Taking a group from another unit needs the right there too.
  for (const unitId of group.unitId ? [unit.id, group.unitId] : [unit.id])
    if (!holdsRole(turn.actor, GROUP_KEEPERS, await unitsAbove(turn.tx, unitId)))
      return sayNoRight(turn)
  await bindGroup(turn.tx, {
    chatId: group.id,
    unitId: unit.id,
    by: turn.actor.personId,
    now: turn.now,
  })
  await appendAudit(turn.tx, {
    at: turn.now,
    actor: turn.actor.personId,
    action: 'bind-group',
    subject: { kind: 'chat', id: group.id },
    detail: { unit: unit.id },
  })
  const isHere = turn.chat.id === group.id
  const { bound, boundHere } = turn.texts.group
  const words = { title: groupName(group, turn), unit: unit.name }
  // In the group itself nobody needs to be told which one it is, least of all one without a title.
  await say(turn, plainMessage(isHere && group.title === '' ? boundHere(words) : bound(words)))
  // Its people see whose notices come from now on; in the group itself the line above says it.
  if (!isHere && group.state === 'active')
    await tell(turn, group.id, plainMessage(vi.group.boundHere({ unit: unit.name })), {
      purpose: 'card',
    })
}
