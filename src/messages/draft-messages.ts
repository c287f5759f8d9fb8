import { clip, countCharacters } from '../domain/text/clip.ts'
import {
  doubtsOf,
  lacksAssignments,
  noticeCode,
  NOTICE_KINDS,
  type Notice,
  type NoticeState,
} from '../domain/notice.ts'
import { formatDay } from '../domain/time/format.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { inRowsOf, paragraph, type Block, type Button, type Message } from './message.ts'
import { audienceLine, type ChosenReach } from './name-units.ts'
import { itemFacts } from './notice-message.ts'
import { moreButton, onPage } from './pages.ts'

const SHOWN_ITEMS = 8
const SHOWN_WARNINGS = 10
const WARNINGS_PER_PAGE = 40
/** Of the menu to leave items out: a message takes a hundred buttons. */
const MENU_ITEMS = 60

export interface DraftCard {
  readonly notice: Notice
  readonly reach: ChosenReach
  /** Texts and files sent next still join it. */
  readonly collecting: boolean
  readonly needsApproval: boolean
  /** New words have just come, and the files of the old ones stay. */
  readonly keepsFiles?: boolean
  /** What became of it; the buttons have gone then. */
  readonly outcome?: string
}

/** The author's card: what was found, what is unsure, and what can be done next. */
export function draftCard(card: DraftCard, texts: Texts, press: Press): Message {
  const { notice } = card
  return {
    blocks: [
      {
        kind: 'title',
        text: card.outcome ?? `📝 ${texts.draft.cardTitle({ code: noticeCode(notice.code) })}`,
      },
      ...factBlocks(notice, texts),
      {
        kind: 'field',
        name: texts.field.audience,
        value: card.reach.units > 0 ? audienceLine(card.reach, texts) : texts.field.none,
      },
      ...foundItems(notice, texts),
      ...warningBlocks(notice, texts, card.collecting ? 'on-card' : 'in-edit-menu'),
      ...paragraph('note', card.keepsFiles && texts.draft.filesKept),
      ...(card.collecting ? [joiningNote(notice, texts)] : []),
    ],
    ...(card.outcome === undefined && { buttons: draftButtons(card, texts, press) }),
  }
}

/** By how it grows whoever sends a part without a task sees that it was taken. */
function joiningNote({ sourceText }: Notice, { draft }: Texts): Block {
  return { kind: 'note', text: draft.joining({ characters: countCharacters(sourceText) }) }
}

/** Title, kind, number, day, issuer and files of a notice, an empty one shown as empty. */
export function factBlocks(notice: Notice, texts: Texts): Block[] {
  const fields: [string, string | null][] = [
    [texts.field.title, notice.title],
    [texts.field.kind, texts.kind[notice.kind]],
    [texts.field.number, notice.docNumber],
    [texts.field.issuedOn, notice.issuedOn && formatDay(notice.issuedOn)],
    [texts.field.issuer, notice.issuer],
    ...(notice.files.length > 0
      ? [[texts.field.files, notice.files.map(({ name }) => name).join(', ')] as [string, string]]
      : []),
  ]
  return fields.map(([name, value]) => ({ kind: 'field', name, value: value || texts.field.none }))
}

/** The choice of the field to change, and all that should make one change it. */
export function editMenu(notice: Notice, texts: Texts, press: Press): Message {
  const field = (label: string, arg: string): Button => ({
    label,
    action: press({ verb: 'n-fld', id: notice.id, arg }),
  })
  return {
    blocks: [{ kind: 'text', text: texts.draft.whichField }],
    buttons: [
      [field(texts.field.title, 'title'), field(texts.field.kind, 'kind')],
      [field(texts.field.number, 'number'), field(texts.field.issuedOn, 'issuedOn')],
      [field(texts.field.issuer, 'issuer'), field(texts.field.text, 'text')],
      [
        ...(notice.items.length > 0 ? [field(texts.field.items, 'items')] : []),
        ...(filesOfAuthor(notice).length > 0 ? [field(texts.field.files, 'files')] : []),
        ...warningsButton(notice, texts, press),
        { label: texts.button.back, action: press({ verb: 'n-card', id: notice.id }) },
      ],
    ],
  }
}

export function kindMenu(notice: Notice, texts: Texts, press: Press): Message {
  return {
    blocks: [{ kind: 'text', text: texts.draft.chooseKind }],
    buttons: [
      ...NOTICE_KINDS.map((kind) => [
        { label: texts.kind[kind], action: press({ verb: 'n-kind', id: notice.id, arg: kind }) },
      ]),
      [{ label: texts.button.back, action: press({ verb: 'n-card', id: notice.id }) }],
    ],
  }
}

/** The items with a button each to leave one out; the source text stays whole. */
export function itemMenu(notice: Notice, texts: Texts, press: Press): Message {
  const rows = notice.items.map(({ text, start }) => ({ text, arg: String(start) }))
  return leavingOut(
    { notice, question: texts.draft.chooseItem, verb: 'n-item', rows },
    texts,
    press,
  )
}

/** The files with a button each to take one off; what was read of it stays. */
export function fileMenu(notice: Notice, texts: Texts, press: Press): Message {
  const rows = filesOfAuthor(notice).map(({ name, fileId }) => ({ text: name, arg: fileId }))
  return leavingOut(
    { notice, question: texts.draft.chooseFile, verb: 'n-file', rows },
    texts,
    press,
  )
}

/** Without the document that software makes of a long text, which goes with the text. */
export function filesOfAuthor({ files, fullTextId }: Notice): Notice['files'] {
  return files.filter(({ fileId }) => fileId !== fullTextId)
}

function leavingOut(
  menu: {
    readonly notice: Notice
    readonly question: string
    readonly verb: string
    readonly rows: readonly { readonly text: string; readonly arg: string }[]
  },
  texts: Texts,
  press: Press,
): Message {
  const { verb, notice } = menu
  const rows = menu.rows.slice(0, MENU_ITEMS)
  return {
    blocks: [
      { kind: 'text', text: menu.question },
      { kind: 'list', ordered: true, items: rows.map(({ text }) => clip(text, 200)) },
    ],
    buttons: [
      ...inRowsOf(
        4,
        rows.map(({ arg }, index) => ({
          label: `✖ ${index + 1}`,
          action: press({ verb, id: notice.id, arg }),
        })),
      ),
      [{ label: texts.button.back, action: press({ verb: 'n-card', id: notice.id }) }],
    ],
  }
}

/** The next step stands alone in the first row; everything else is below it, two a row. */
function draftButtons(
  { notice, collecting, needsApproval }: DraftCard,
  texts: Texts,
  press: Press,
) {
  const button = (label: string, verb: string): Button => ({
    label,
    action: press({ verb, id: notice.id }),
  })
  const audience = button(texts.button.audience, 'n-aud')
  const onwards = needsApproval
    ? [button(texts.button.submit, 'n-sub')]
    : [button(texts.button.sendNow, 'n-now'), button(texts.button.schedule, 'n-at')]
  const hasAudience = notice.audience.length > 0
  return [
    hasAudience ? onwards : [audience],
    ...inRowsOf(2, [
      ...(hasAudience ? [audience] : onwards),
      button(texts.button.edit, 'n-edit'),
      button(texts.button.preview, 'n-prev'),
      // Zalo shows five buttons; a card without this sixth keeps to them.
      ...(collecting
        ? [...warningsButton(notice, texts, press), button(texts.button.done, 'n-done')]
        : []),
      button(texts.button.cancel, 'n-quit'),
    ]),
  ]
}

function foundItems(notice: Notice, texts: Texts): Block[] {
  if (notice.items.length === 0)
    return paragraph('note', lacksAssignments(notice) && texts.draft.noItems)
  const shown = notice.items.slice(0, SHOWN_ITEMS)
  const rest = notice.items.length - shown.length
  return [
    { kind: 'text', text: `${texts.draft.itemsFound({ count: notice.items.length })}:` },
    ...shown.map((item, index): Block => {
      const facts = itemFacts(item, texts)
      return { kind: 'quote', text: `${index + 1}. ${item.text}${facts ? `\n→ ${facts}` : ''}` }
    }),
    ...paragraph('note', rest > 0 && texts.draft.moreItems({ count: rest })),
  ]
}

/** What a person must look at before it goes out: the first of it, how much more there is, and where. */
export function warningBlocks(
  notice: Notice,
  texts: Texts,
  where: 'on-card' | 'in-edit-menu',
): Block[] {
  const warnings = doubtsOf(notice)
  const { moreWarnings, moreWarningsInEdit } = texts.draft
  const more = where === 'on-card' ? moreWarnings : moreWarningsInEdit
  const rest = warnings.length - SHOWN_WARNINGS
  return [
    ...listOfWarnings(warnings.slice(0, SHOWN_WARNINGS), texts),
    ...paragraph('note', rest > 0 && more({ count: rest })),
  ]
}

/** All of what a person must look at, a page at a time. */
export function allWarnings(notice: Notice, wanted: number, texts: Texts, press: Press): Message {
  const { id } = notice
  const { shown, ...pages } = onPage(doubtsOf(notice), wanted, WARNINGS_PER_PAGE)
  return {
    blocks: listOfWarnings(shown, texts),
    buttons: moreButton(pages, { verb: 'n-warn', id }, texts, press),
  }
}

/** Leads to all of it; none where a card shows all of it already. */
export function warningsButton(notice: Notice, texts: Texts, press: Press): Button[] {
  const { length } = doubtsOf(notice)
  if (length <= SHOWN_WARNINGS) return []
  const label = `${texts.button.warnings} (${length})`
  return [{ label, action: press({ verb: 'n-warn', id: notice.id }) }]
}

function listOfWarnings(warnings: readonly string[], texts: Texts): Block[] {
  if (warnings.length === 0) return []
  // A warning is `code: sentence`; the code is for programs.
  const items = warnings.map((warning) => warning.replace(/^[a-z_]+: /u, ''))
  return [
    { kind: 'text', text: `⚠️ ${texts.draft.unsure}:` },
    { kind: 'list', items },
  ]
}

/** Why a notice cannot be changed; who waits for its approver is told how to get it back. */
export function notEditable(state: NoticeState, texts: Texts): string {
  if (state === 'pending') return texts.draft.notEditableYet
  return texts.draft.notEditable({ state: texts.noticeState[state] })
}
