import type { Block, Message } from '../messages/message.ts'
import { privacyNotice } from '../messages/question-messages.ts'
import { officeName } from '../storage/office-name.ts'
import { hasAgreed, PRIVACY_VERSION } from './consent.ts'
import { withContact } from './contact.ts'
import { closeDialogue, openDialogue, openState } from './dialogue.ts'
import { askQuestionDialogue, type AskState } from './dialogues/ask-question.ts'
import { turnAway } from './turn-away.ts'
import { askInConfidence, confide, remarkInConfidence, type Turn } from './turn.ts'

/**
 * Opens a resident's question: the privacy notice before the first one, then the words. Words that came with the wish
 * are its first; before the consent nothing of them is kept, and they are asked for again, unless they would not be taken in.
 * `about` names the notice that is asked about.
 */
export async function beginQuestion(turn: Turn, words = '', about?: string): Promise<void> {
  const { texts, settings, channel } = turn
  const open = await openState(turn, askQuestionDialogue)
  // What waits under the privacy notice, of whoever writes before they have agreed.
  const before = open?.stage === 'consent' ? open : undefined
  const asked = about ?? before?.about
  const named = asked === undefined ? {} : { about: asked }
  if (turn.chat.type === 'group') return remarkInConfidence(turn, texts.question.privateOnly)
  if (await turnAway(turn, words)) return
  if (!settings.residentChannels.includes(channel.platform))
    return remarkInConfidence(turn, ...(await withContact(turn, texts.question.notHere)))
  if (await hasAgreed(turn)) {
    const state: AskState = { stage: 'text', ...named }
    await openDialogue(turn, askQuestionDialogue, state)
    if (words !== '') return takeWords(turn, state, words)
    return askInConfidence(turn, texts.question.ask)
  }
  await askConsent(turn, before?.text === undefined ? named : before, words)
}

/**
 * Shows the privacy notice. `waiting` is what it is to be asked about, with the question itself where that was confirmed already,
 * which goes out by the consent; of `words` nothing is kept.
 */
export async function askConsent(turn: Turn, waiting: Waiting, words = ''): Promise<void> {
  const { sentOnceAgreed, sendAgain } = turn.texts.question
  await openDialogue(turn, askQuestionDialogue, { ...waiting, stage: 'consent' })
  const notice = await writePrivacyNotice(turn)
  const besides = [
    ...(waiting.text === undefined ? [] : [sentOnceAgreed]),
    ...(words === '' ? [] : [sendAgain]),
  ]
  const notes = besides.map((text): Block => ({ kind: 'note', text }))
  await confide(turn, { ...notice, blocks: [...notice.blocks, ...notes] })
}

interface Waiting {
  readonly about?: string
  readonly text?: string
}

/** The privacy notice as it reads for this installation on the asker's platform. */
export async function writePrivacyNotice(turn: Turn): Promise<Message> {
  const { channel, channels, settings, texts } = turn
  const { abroad } = channel.capabilities
  const nearer = channels
    .all()
    .filter(({ capabilities }) => !capabilities.abroad)
    .map(({ platform }) => platform)
    .filter((platform) => settings.residentChannels.includes(platform))
  const notice = {
    office: await officeName(turn.tx),
    abroad: abroad ? channel.platform : null,
    elsewhere: [...new Set(nearer)],
    version: PRIVACY_VERSION,
  }
  return privacyNotice(notice, texts, turn.press)
}

async function takeWords(turn: Turn, state: AskState, text: string): Promise<void> {
  const step = await askQuestionDialogue.answer(turn, state, { kind: 'text', text })
  if (step.kind === 'ask') await openDialogue(turn, askQuestionDialogue, step.state)
  if (step.kind === 'done') await closeDialogue(turn)
}
