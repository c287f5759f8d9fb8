import type { AcknowledgementKind } from '../../storage/acknowledgements.ts'
import { acknowledgeTyped } from '../acknowledge.ts'
import { parseCode, type Command } from '../command.ts'
import { repliedNotice } from '../replied-to.ts'
import type { Turn } from '../turn.ts'

/** What members ask for. Anybody may acknowledge; who counts is decided by the unit's rolls. */
export const memberCommands: readonly Command[] = [
  {
    name: 'danhan',
    keywords: [],
    roles: null,
    where: 'anywhere',
    describe: (texts) => texts.command.received,
    run: (turn, argument) => acknowledgeCode(turn, 'received', argument),
  },
  {
    name: 'quantriet',
    keywords: [],
    roles: null,
    where: 'anywhere',
    describe: (texts) => texts.command.understood,
    run: (turn, argument) => acknowledgeCode(turn, 'understood', argument),
  },
]

async function acknowledgeCode(
  turn: Turn,
  kind: AcknowledgementKind,
  argument: string,
): Promise<void> {
  const replied = await repliedNotice(turn)
  await acknowledgeTyped(turn, { kind, code: parseCode(argument, 'T') }, replied)
}
