import { latestAbout } from '../storage/sending/find-delivery.ts'
import { plainMessage } from '../messages/message.ts'
import { answersIdly } from './answer-idly.ts'
import { withContact } from './contact.ts'
import { say, type Turn } from './turn.ts'

/** The pictures of an album come as messages of their own within this time. */
const ALBUM_MS = 30_000

/**
 * Says that a file was not taken, or that its words alone were: a remark, which leaves no trace beside a question. For the
 * pictures of an album once.
 */
export async function sayOfFile(turn: Turn, ...texts: readonly string[]): Promise<void> {
  const { tx, chat } = turn
  const about = { kind: 'file', id: chat.id }
  if (isPicture(turn) && (await latestAbout(tx, chat.id, about, ALBUM_MS))) return
  if (!(await answersIdly(turn))) return
  const subject = isPicture(turn) ? { subject: about } : {}
  await say(turn, plainMessage(...texts), { keepsChoices: true, traceless: true, ...subject })
}

/** Says that a file cannot be read, and where to turn. */
export async function sayUnsupported(turn: Turn): Promise<void> {
  await sayOfFile(turn, ...(await withContact(turn, turn.texts.common.unsupported)))
}

/** Whether a picture has come. */
export function isPicture({ inbound: { event } }: Turn): boolean {
  return event.kind === 'file' && event.file.mime.startsWith('image/')
}
