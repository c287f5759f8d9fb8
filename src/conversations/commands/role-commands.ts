import type { Role } from '../../domain/role.ts'
import { readRole } from '../../domain/role-word.ts'
import { foldKey } from '../../domain/text/fold-key.ts'
import type { Unit } from '../../domain/unit.ts'
import { clip } from '../../domain/text/clip.ts'
import { peopleNamed, postsNamed } from '../../storage/officers.ts'
import { findUnitByCode } from '../../storage/units.ts'
import { giveRoleByName, switchApprovalHere, takeRoleHere } from '../change-role.ts'
import type { Command } from '../command.ts'
import { namesakesView, officersView } from '../role-view.ts'
import { remark, say, type Turn } from '../turn.ts'

/** Who does what in which unit: for owners. */
export const roleCommands: readonly Command[] = [
  {
    name: 'canbo',
    keywords: ['cán bộ', 'phân quyền'],
    spoken: 'cán bộ',
    roles: ['owner'],
    where: 'private',
    describe: (texts) => texts.command.officers,
    run: async (turn, argument) => {
      if (argument === '') return say(turn, await officersView(turn, 0))
      const [verb = '', ...words] = argument.replaceAll('|', ' ').split(/\s+/u)
      const key = foldKey(verb)
      if (key === 'them' || key === 'bo') return changeTyped(turn, key, words)
      if (key === 'duyet') return switchTyped(turn, words)
      await remark(turn, turn.texts.officer.usage)
    },
  },
]

async function changeTyped(turn: Turn, verb: 'them' | 'bo', words: string[]): Promise<void> {
  const { texts } = turn
  const [roleWord = '', code = '', ...rest] = words
  const name = clip(rest.join(' ').trim(), 100)
  if (name === '') return remark(turn, texts.officer.usage)
  const role = readRole(roleWord)
  if (!role) {
    const text = texts.officer.noSuchRole({ role: clip(roleWord, 40) })
    return remark(turn, text, texts.officer.usage)
  }
  const unit = await unitTyped(turn, code)
  if (!unit) return
  if (verb === 'bo') return takeTyped(turn, { name, unit, role })
  await giveRoleByName(turn, { name, unit, role })
}

/** Of several who bear the name, one is chosen: who has changed their account is twice on a roll without telephone numbers. */
async function takeTyped(
  turn: Turn,
  { name, unit, role }: { readonly name: string; readonly unit: Unit; readonly role: Role },
): Promise<void> {
  const { texts } = turn
  const posts = await postsNamed(turn.tx, { name, unitId: unit.id, role })
  const [post, ...others] = posts
  if (post && others.length === 0) return takeRoleHere(turn, post.postId)
  if (post) return say(turn, await namesakesView(turn, { name, unit, role, posts }))
  const isKnown = (await peopleNamed(turn.tx, name)).length > 0
  const words = { name, role: texts.role[role], unit: unit.name }
  await remark(turn, isKnown ? texts.officer.notHeld(words) : texts.officer.noSuchPerson(words))
}

async function switchTyped(turn: Turn, words: string[]): Promise<void> {
  const [code = '', wish = ''] = words
  const key = foldKey(wish)
  if (key !== 'tat' && key !== 'bat') return remark(turn, turn.texts.officer.approvalUsage)
  const unit = await unitTyped(turn, code)
  if (unit) await switchApprovalHere(turn, unit.id, key === 'bat')
}

async function unitTyped(turn: Turn, code: string): Promise<Unit | undefined> {
  const unit = await findUnitByCode(turn.tx, code)
  if (!unit) await remark(turn, turn.texts.group.noSuchUnit({ code: clip(code, 40) }))
  return unit
}
