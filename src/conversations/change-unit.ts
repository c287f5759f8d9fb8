import type { UnitId } from '../domain/id.ts'
import { plainMessage } from '../messages/message.ts'
import { confirmClosing, invitationHint, invitationMessage } from '../messages/unit-messages.ts'
import { linkToQr } from '../exports/link-to-qr.ts'
import { keepFile } from '../storage/files.ts'
import { closeUnit, mayCloseUnit, type CloseRefusal } from '../usecases/units/close-unit.ts'
import { createUnit, type CreateUnitResult } from '../usecases/units/create-unit.ts'
import { inviteMembers } from '../usecases/units/invite-members.ts'
import { renameUnit, type RenameUnitResult } from '../usecases/units/rename-unit.ts'
import { closeDialogue } from './dialogue.ts'
import { acting, respond, say, sayNoRight, sayStale, type Turn } from './turn.ts'
import { reachOf, showUnit } from './unit-view.ts'

/** Adds a unit and shows it, or says why it cannot be added. */
export async function addUnitHere(
  turn: Turn,
  wish: { code: string; name: string; parentId: UnitId | null },
): Promise<CreateUnitResult['kind']> {
  const { texts } = turn
  const result = await createUnit(turn.tx, { ...acting(turn), ...wish })
  switch (result.kind) {
    case 'created':
      await say(turn, plainMessage(texts.unit.added({ unit: result.unit.name })))
      await showUnit(turn, result.unit)
      break
    case 'no-right':
      await sayNoRight(turn)
      break
    case 'bad-name':
      await respond(turn, texts.unit.badName)
      break
    case 'bad-code':
      await respond(turn, texts.unit.badCode)
      break
    case 'code-taken':
      await respond(turn, texts.unit.exists({ code: result.code }))
      break
    case 'no-parent':
      await sayStale(turn)
      break
  }
  return result.kind
}

/** Renames a unit and shows it, or says why it cannot be renamed. */
export async function renameUnitHere(
  turn: Turn,
  unitId: UnitId,
  name: string,
): Promise<RenameUnitResult['kind']> {
  const { texts } = turn
  const result = await renameUnit(turn.tx, { ...acting(turn), unitId, name })
  switch (result.kind) {
    case 'renamed':
      await say(turn, plainMessage(texts.unit.renamed({ unit: result.unit.name })))
      await showUnit(turn, result.unit)
      break
    case 'no-right':
      await sayNoRight(turn)
      break
    case 'bad-name':
      await respond(turn, texts.unit.badName)
      break
    case 'gone':
      await sayStale(turn)
      break
  }
  return result.kind
}

/** Asks whether a unit is to be closed, and says what ends with it, or why it stays. */
export async function askToCloseHere(turn: Turn, unitId: UnitId): Promise<void> {
  const result = await mayCloseUnit(turn.tx, { actor: turn.actor, unitId })
  if (result.kind !== 'closable') return sayItStays(turn, result.kind)
  await closeDialogue(turn)
  const reach = await reachOf(turn, unitId)
  await say(turn, confirmClosing(result.unit, reach, turn.texts, turn.press))
}

/** Closes a unit, or says why it stays. */
export async function closeUnitHere(turn: Turn, unitId: UnitId): Promise<void> {
  const result = await closeUnit(turn.tx, { ...acting(turn), unitId })
  if (result.kind !== 'closed') return sayItStays(turn, result.kind)
  await say(turn, plainMessage(turn.texts.unit.closed({ unit: result.unit.name })))
}

async function sayItStays(turn: Turn, why: CloseRefusal['kind']): Promise<void> {
  const { unit } = turn.texts
  switch (why) {
    case 'no-right':
      return sayNoRight(turn)
    case 'gone':
      return sayStale(turn)
    case 'has-children':
      return respond(turn, unit.hasChildren, true)
    case 'holds-owners':
      return respond(turn, unit.holdsOwners, true)
  }
}

/** Gives the invitation of a unit, with a QR picture for every link. */
export async function inviteHere(turn: Turn, unitId: UnitId): Promise<void> {
  const result = await inviteMembers(turn.tx, turn.channels, { ...acting(turn), unitId })
  if (result.kind === 'no-right') return sayNoRight(turn)
  if (result.kind === 'gone') return sayStale(turn)
  const pictures = []
  for (const { platform, link } of result.links)
    pictures.push(
      await keepFile(turn.tx, {
        name: `moi-${fileWord(result.unit.code)}-${platform}.png`,
        mime: 'image/png',
        bytes: await linkToQr(link),
      }),
    )
  const view = { ...result, unit: result.unit.name, pictures }
  await say(turn, invitationMessage(view, turn.texts))
  await say(turn, invitationHint(view, turn.texts))
}

/** A unit's code as part of a file's name. */
function fileWord(code: string): string {
  return code.replace(/[^\p{L}\p{N}_-]/gu, '-')
}
