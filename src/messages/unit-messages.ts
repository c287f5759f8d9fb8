import type { UnitId } from '../domain/id.ts'
import type { MessageFileRef } from '../domain/file.ts'
import type { Platform } from '../domain/platform.ts'
import type { TreeRow } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Press } from './action.ts'
import { anyApp } from './app-names.ts'
import { paragraph, plainMessage, type Button, type Message } from './message.ts'
import { unitButtons } from './unit-list.ts'

interface Reach {
  readonly groups: number
  readonly people: number
}

const NOBODY: Reach = { groups: 0, people: 0 }

export interface TreeView {
  readonly rows: readonly TreeRow[]
  readonly reachOf: ReadonlyMap<UnitId, Reach>
  readonly page: number
}

/** The unit tree: a button per unit, and the typed forms for those who prefer them. */
export function unitTree(view: TreeView, texts: Texts, press: Press): Message {
  const hint = view.rows.length === 0 ? texts.unit.empty : texts.unit.hint
  return {
    blocks: [
      { kind: 'title', text: texts.unit.tree },
      { kind: 'text', text: hint },
      { kind: 'note', text: texts.unit.usage },
    ],
    buttons: unitButtons(
      {
        rows: view.rows,
        page: view.page,
        pick: 'u-show',
        turnTo: 'u-tree',
        count: (id) => texts.audience.unitCount(view.reachOf.get(id) ?? NOBODY),
      },
      texts,
      press,
    ),
  }
}

export interface UnitCardView {
  readonly unit: Unit
  readonly parent: string | null
  readonly reach: Reach | undefined
  /** Whether whoever looks may change the unit. */
  readonly isChangeable: boolean
  /** Whether whoever looks may say who does what in it. */
  readonly isOwner: boolean
}

/** One unit with what can be done about it. */
export function unitCard(view: UnitCardView, texts: Texts, press: Press): Message {
  const { unit } = view
  const act = (label: string, verb: string): Button => ({
    label,
    action: press({ verb, id: unit.id }),
  })
  return {
    blocks: [
      { kind: 'title', text: unit.name },
      { kind: 'field', name: texts.unit.code, value: unit.code },
      ...(view.parent
        ? [{ kind: 'field' as const, name: texts.unit.parent, value: view.parent }]
        : []),
      { kind: 'text', text: texts.audience.count(view.reach ?? NOBODY) },
      {
        kind: 'text',
        text: unit.approvalRequired ? texts.unit.needsApproval : texts.unit.noApproval,
      },
    ],
    buttons: [
      ...(view.isChangeable
        ? [
            [act(texts.button.invite, 'u-inv'), act(texts.button.rename, 'u-ren')],
            [act(texts.button.addBelow, 'u-add')],
            [act(texts.button.close, 'u-close')],
          ]
        : []),
      ...(view.isOwner ? [[act(texts.button.officers, 'o-unit')]] : []),
      [{ label: texts.button.back, action: press({ verb: 'u-tree', arg: '0' }) }],
    ],
  }
}

/** Asks once more before a unit is closed, and says what ends with it. */
export function confirmClosing(
  unit: Unit,
  reach: Reach | undefined,
  texts: Texts,
  press: Press,
): Message {
  const question = texts.unit.confirmClose({ unit: unit.name, ...(reach ?? NOBODY) })
  return {
    blocks: [{ kind: 'text', text: question }],
    buttons: [
      [
        { label: texts.button.close, action: press({ verb: 'u-end', id: unit.id }) },
        { label: texts.button.back, action: press({ verb: 'u-show', id: unit.id }) },
      ],
    ],
  }
}

export interface InvitationView {
  readonly unit: string
  readonly token: string
  readonly links: readonly { readonly platform: Platform; readonly link: string }[]
  readonly typedOn: readonly { readonly platform: Platform; readonly name: string }[]
  readonly pictures: readonly MessageFileRef[]
}

/**
 * What an officer forwards to those who are to join, and nothing that is for the officer alone: links, QR pictures, and
 * the words where no link opens a bot.
 */
export function invitationMessage(view: InvitationView, texts: Texts): Message {
  const { unit, token, links, typedOn, pictures } = view
  const platforms = typedOn.map(({ platform }) => platform)
  const names = [...new Set(typedOn.flatMap(({ name }) => (name === '' ? [] : `“${name}”`)))]
  const typed = {
    code: token,
    apps: anyApp(platforms, texts),
    names: names.join(` ${texts.common.or} `),
  }
  return {
    blocks: [
      { kind: 'title', text: texts.unit.invite({ unit }) },
      ...links.map(({ platform, link }) => ({
        kind: 'text' as const,
        text: texts.unit.inviteLine({ platform: texts.platform[platform], link }),
      })),
      ...paragraph('text', links.length > 0 && texts.unit.inviteOpen),
      ...paragraph('text', typedOn.length > 0 && texts.start.keywordHint(typed)),
      { kind: 'note', text: texts.unit.inviteWhom },
    ],
    ...(pictures.length > 0 && { files: pictures }),
  }
}

/** What the officer does with an invitation: not in it, lest everybody who gets it passes it on. */
export function invitationHint({ pictures }: InvitationView, texts: Texts): Message {
  const { inviteHint, invitePrint } = texts.unit
  return plainMessage(inviteHint, ...(pictures.length > 0 ? [invitePrint] : []))
}
