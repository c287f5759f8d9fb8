import type { Message } from '../messages/message.ts'
import { isUnfurnished } from '../storage/installation-state.ts'
import { rootUnit } from '../storage/units.ts'
import type { Turn } from './turn.ts'

/** What an owner does next while the installation has no units or groups; null when it has them. */
export async function firstSteps(turn: Turn): Promise<Message | null> {
  if (!(await isUnfurnished(turn.tx))) return null
  const { texts } = turn
  const root = await rootUnit(turn.tx)
  return {
    blocks: [
      { kind: 'text', text: texts.owner.firstSteps },
      { kind: 'text', text: texts.owner.nextSteps },
    ],
    buttons: [
      ...(root
        ? [
            [
              {
                label: texts.button.nameOffice,
                action: turn.press({ verb: 'u-ren', id: root.id }),
              },
            ],
          ]
        : []),
      [{ label: texts.button.tree, action: turn.press({ verb: 'u-tree', arg: '0' }) }],
    ],
  }
}
