import { noticeCode } from '../domain/notice.ts'
import { questionCode } from '../domain/question.ts'
import { isOfficer } from '../domain/rights.ts'
import { dayOf, formatDay } from '../domain/time/format.ts'
import { textToDocx } from '../exports/text-to-docx.ts'
import { personalAccount } from '../messages/account-name.ts'
import { ownDataText, ownDataView, type DataSection } from '../messages/own-data-messages.ts'
import { plainMessage, type Message } from '../messages/message.ts'
import { keepFile } from '../storage/files.ts'
import { officeName } from '../storage/office-name.ts'
import { readOwnData, type OwnData } from '../storage/own-data.ts'
import { OWN_FILE } from '../storage/own-files.ts'
import { answersTo, questionsOf, type Question } from '../storage/questions.ts'
import { consentsOf } from '../storage/consents.ts'
import { consentStands, PRIVACY_PURPOSE, PRIVACY_VERSION } from './consent.ts'
import { showInPlace } from './show-in-place.ts'
import { confide, remarkInConfidence, say, type Turn } from './turn.ts'

const FILE = {
  name: 'du-lieu-cua-toi.docx',
  mime: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
}

/** Says what is kept of whoever asks. */
export async function showOwnData(turn: Turn): Promise<void> {
  await confide(turn, await view(turn, 0))
}

/** Another page of what is kept of whoever asks. */
export async function turnOwnData(turn: Turn, page: string): Promise<void> {
  await showInPlace(turn, await view(turn, Number(page) || 0), { traceless: true })
}

/** Sends it as a document to keep, which is deleted here once it has gone out. */
export async function sendOwnData(turn: Turn): Promise<void> {
  const { tx, texts, now, settings, account } = turn
  if (!takesFile(turn)) return remarkInConfidence(turn, texts.ownData.noFileHere)
  const questions = await questionsOf(tx, account.id)
  const words = []
  for (const { id, code, text } of questions) {
    const answers = (await answersTo(tx, id)).map((answer) => answer.text)
    words.push({ code: questionCode(code), text, answers })
  }
  const text = ownDataText(
    {
      office: await officeName(tx),
      day: formatDay(dayOf(now, settings.timeZone)),
      sections: await sectionsFor(turn, questions),
      questions: words,
    },
    texts,
  )
  const file = await keepFile(tx, { ...FILE, bytes: await textToDocx(text) })
  const message = { ...plainMessage(texts.ownData.fileHint), files: [file] }
  const subject = { kind: OWN_FILE, id: file.fileId }
  await say(turn, message, { keepsChoices: true, traceless: true, subject })
}

function takesFile({ channel }: Turn): boolean {
  const { files } = channel.capabilities
  return files !== null && (files.extensions === null || files.extensions.includes('docx'))
}

async function view(turn: Turn, page: number): Promise<Message> {
  const questions = await questionsOf(turn.tx, turn.account.id)
  return ownDataView(
    {
      sections: await sectionsFor(turn, questions),
      page,
      office: await officeName(turn.tx),
      canDownload: takesFile(turn),
      canWithdraw: await consentStands(turn),
    },
    turn.texts,
    turn.press,
  )
}

async function sectionsFor(turn: Turn, questions: readonly Question[]): Promise<DataSection[]> {
  const { tx, account, actor, texts } = turn
  const kept = await readOwnData(tx, account)
  const { section, known } = texts.ownData
  const sections = [
    { title: section.accounts, items: accountLines(turn, kept) },
    { title: section.roll, items: personLines(turn, kept) },
    { title: section.posts, items: postLines(turn, kept) },
    { title: section.consent, items: await consentLines(turn) },
    { title: section.questions, items: questionLines(turn, questions) },
    { title: section.acknowledgements, items: acknowledgementLines(turn, kept) },
    {
      title: section.besides,
      items: [
        known.messages,
        ...(isOfficer(actor) ? [known.actions] : []),
        ...(kept.accounts.length > 1 ? [known.elsewhere] : []),
        known.never,
        known.correct({ office: await officeName(tx) }),
      ],
    },
  ]
  return sections.filter(({ items }) => items.length > 0)
}

function accountLines({ texts, account, settings }: Turn, { accounts }: OwnData): string[] {
  return accounts.map((one) => {
    const { id, since, receives } = one
    const words = personalAccount(one, texts)
    const shown = id === account.id ? texts.link.thisOne({ account: words }) : words
    const { account: known, receives: takes, receivesNot } = texts.ownData
    const day = formatDay(dayOf(since, settings.timeZone))
    return `${known({ account: shown, day })}; ${receives ? takes : receivesNot}`
  })
}

/** Not the telephone number, nor its end: an account may be taken for somebody on the roll by the name alone. */
function personLines({ texts }: Turn, { person }: OwnData): string[] {
  if (!person) return []
  const { name, phone } = texts.ownData
  return [name({ name: person.name }), ...(person.hasPhone ? [phone] : [])]
}

function postLines({ texts }: Turn, { posts }: OwnData): string[] {
  return posts.map(({ unit, role, from, to }) =>
    texts.ownData.post({
      unit,
      role: texts.role[role],
      from: formatDay(from),
      to: to && formatDay(to),
    }),
  )
}

async function consentLines({ tx, account, texts }: Turn): Promise<string[]> {
  const consents = (await consentsOf(tx, account.id)).filter(
    ({ purpose }) => purpose === PRIVACY_PURPOSE,
  )
  if (consents.length === 0) return [texts.ownData.consentNever]
  const { consent, consentOutdated, consentReplaced } = texts.ownData
  return consents.map(({ givenOn, withdrawnOn, textVersion }) => {
    const given = formatDay(givenOn)
    if (withdrawnOn === null)
      return textVersion === PRIVACY_VERSION
        ? consent({ given, withdrawn: null })
        : consentOutdated({ given })
    const withdrawn = formatDay(withdrawnOn)
    // One to another wording ends it the same day (`giveConsent`); nobody has withdrawn it then.
    const isReplaced = consents.some(
      (other) => other.givenOn === withdrawnOn && other.textVersion > textVersion,
    )
    return isReplaced ? consentReplaced({ given, on: withdrawn }) : consent({ given, withdrawn })
  })
}

function questionLines({ texts }: Turn, questions: readonly Question[]): string[] {
  return questions.map(({ code, state, dueOn, receivedOn }) => {
    const status = texts.question.status[state]
    return texts.ownData.question({
      status: status({ code: questionCode(code), due: formatDay(dueOn) }),
      day: formatDay(receivedOn),
    })
  })
}

function acknowledgementLines({ texts, settings }: Turn, kept: OwnData): string[] {
  if (kept.acknowledged === 0) return []
  const { acknowledged, acknowledgedLatest, acknowledgement } = texts.ownData
  const [count, latest] = [kept.acknowledged, kept.acknowledgements.length]
  return [
    count > latest ? acknowledgedLatest({ count, latest }) : acknowledged({ count }),
    ...kept.acknowledgements.map(({ notice, kind, at }) =>
      acknowledgement({
        code: noticeCode(notice),
        kind: texts.button[kind],
        day: formatDay(dayOf(at, settings.timeZone)),
      }),
    ),
  ]
}
