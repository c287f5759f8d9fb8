import { noticeCode } from '../../domain/notice.ts'
import { SENDERS } from '../../domain/role.ts'
import { leadingCode } from '../../domain/text/leading-code.ts'
import { latestBroadcast } from '../../storage/sending/broadcasts.ts'
import { findNoticeByCode } from '../../storage/notices.ts'
import type { ControlVerb } from '../../usecases/control-broadcast.ts'
import { askStop, askTakeBack } from '../ask-stop.ts'
import type { Command } from '../command.ts'
import { steer } from '../steer-broadcast.ts'
import { ask, type Turn } from '../turn.ts'

/** What the buttons of the progress message do, typed: for chats without buttons and for who has scrolled past them. */
export const sendingCommands: readonly Command[] = [
  sendingCommand('tamdung', 'tạm dừng', 'pause'),
  {
    ...sendingCommand('guitiep', 'gửi tiếp', 'resume'),
    // What the button is called.
    aliases: ['tieptuc'],
    keywords: ['gửi tiếp', 'tiếp tục'],
  },
  sendingCommand('dunghan', 'dừng hẳn', 'stop'),
  sendingCommand('guilai', 'gửi lại', 'retry'),
]

function sendingCommand(name: string, spoken: string, verb: ControlVerb): Command {
  return {
    name,
    keywords: [spoken],
    takesCode: true,
    spoken,
    roles: SENDERS,
    where: 'private',
    describe: (texts) => texts.command[verb],
    run: (turn, argument) => steerByCode(turn, argument, { verb, words: spoken }),
  }
}

async function steerByCode(
  turn: Turn,
  argument: string,
  { verb, words }: { readonly verb: ControlVerb; readonly words: string },
): Promise<void> {
  const { texts } = turn
  const meant = leadingCode(argument)
  // What holds a sending up is obeyed whatever else is said; "gửi tiếp T12 chưa?" sends nothing.
  const isObeyed = meant?.isAlone || verb === 'pause' || verb === 'stop'
  // A number typed next is the code that was wrong or is asked for, and chooses nothing that was shown before.
  if (!meant || !isObeyed) return ask(turn, texts.send.giveCode({ words }))
  const code = noticeCode(meant.number)
  const notice = await findNoticeByCode(turn.tx, meant.number)
  if (!notice) return ask(turn, texts.ack.noSuchNotice({ code }))
  const broadcast = await latestBroadcast(turn.tx, notice.id)
  if (!broadcast) return ask(turn, texts.send.notSent({ code }))
  // In its last seconds there is no time for a question.
  const isWaiting = broadcast.isUndoable && ['scheduled', 'paused'].includes(broadcast.state)
  if (verb === 'stop' && isWaiting && !meant.isAlone) return askTakeBack(turn, notice)
  if (verb === 'stop') return askStop(turn, broadcast.id)
  await steer(turn, broadcast.id, verb)
}
