import { foldKey } from '../../domain/text/fold-key.ts'
import type { Unit } from '../../domain/unit.ts'
import { clip } from '../../domain/text/clip.ts'
import { findUnitByCode, rootUnit } from '../../storage/units.ts'
import { addUnitHere, askToCloseHere, inviteHere, renameUnitHere } from '../change-unit.ts'
import type { Command } from '../command.ts'
import { remark, say, type Turn } from '../turn.ts'
import { treeView } from '../unit-view.ts'

/** The unit tree: looking at it, changing it, inviting into it. */
export const unitCommands: readonly Command[] = [
  {
    name: 'caytochuc',
    keywords: ['cây tổ chức'],
    spoken: 'cây tổ chức',
    roles: ['publisher'],
    where: 'private',
    describe: (texts) => texts.command.units,
    run: async (turn, argument) => {
      if (argument === '') return say(turn, await treeView(turn, 0))
      const [verb = '', ...words] = argument.split(/\s+/u)
      const fields = words
        .join(' ')
        .split('|')
        .map((field) => field.trim())
      await runTyped(turn, foldKey(verb), fields)
    },
  },
]

async function runTyped(turn: Turn, verb: string, fields: readonly string[]): Promise<void> {
  const [code = '', name = '', above = ''] = fields
  if (verb === 'them' && code && name) return addTyped(turn, { code, name, above })
  const unit = await findUnitByCode(turn.tx, code)
  if (!unit && code && ['doi', 'dong', 'moi'].includes(verb)) return sayUnknown(turn, code)
  if (unit && verb === 'doi' && name) return void (await renameUnitHere(turn, unit.id, name))
  if (unit && verb === 'dong') return askToCloseHere(turn, unit.id)
  if (unit && verb === 'moi') return inviteHere(turn, unit.id)
  await remark(turn, turn.texts.unit.usage)
}

/** Without a unit above, the new one stands right below the authority itself. */
async function addTyped(
  turn: Turn,
  { code, name, above }: { code: string; name: string; above: string },
): Promise<void> {
  const parent: Unit | undefined = above
    ? await findUnitByCode(turn.tx, above)
    : await rootUnit(turn.tx)
  if (above && !parent) return sayUnknown(turn, above)
  await addUnitHere(turn, { code, name, parentId: parent?.id ?? null })
}

async function sayUnknown(turn: Turn, code: string): Promise<void> {
  await remark(turn, turn.texts.group.noSuchUnit({ code: clip(code, 40) }))
}
