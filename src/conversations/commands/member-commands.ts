import type { AcknowledgementKind } from '../../storage/acknowledgements.ts'
import { remarkIdly } from '../answer-idly.ts'
import { acknowledgeTyped } from '../acknowledge.ts'
import { clip } from '../../domain/text/clip.ts'
import { isCourtesy, leadingCode } from '../../domain/text/leading-code.ts'
import { severalCodes } from '../../domain/text/typed-words.ts'
import type { Command } from '../command.ts'
import { repliedNotice } from '../replied-to.ts'
import type { Turn } from '../turn.ts'

/** What members ask for. Anybody may acknowledge; who counts is decided by the unit's rolls. */
export const memberCommands: readonly Command[] = [
  {
    name: 'danhan',
    isRare: true,
    keywords: [],
    spoken: 'đã nhận',
    roles: null,
    where: 'anywhere',
    describe: (texts) => texts.command.received,
    run: (turn, argument) => acknowledgeCode(turn, 'received', argument),
  },
  {
    name: 'quantriet',
    isRare: true,
    keywords: [],
    spoken: 'quán triệt',
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
  const asked = leadingCode(argument)
  const codes = severalCodes(argument) ?? (asked?.isAlone ? [asked.number] : [])
  if (codes.length === 0 && !isCourtesy(argument)) {
    const text = turn.texts.ack.noSuchNotice({ code: clip(argument, 20) })
    return remarkIdly(turn, text)
  }
  await acknowledgeTyped(turn, { kind, codes }, await repliedNotice(turn))
}
