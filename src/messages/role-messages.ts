import type { PersonId, UnitId } from '../domain/id.ts'
import { ROLES, type Role } from '../domain/role.ts'
import type { TreeRow } from '../domain/unit-tree.ts'
import type { Unit } from '../domain/unit.ts'
import type { Texts } from '../i18n/vi.ts'
import type { Action, Press } from './action.ts'
import { clip } from '../domain/text/clip.ts'
import { inRowsOf, paragraph, type Message } from './message.ts'
import { unitButtons } from './unit-list.ts'

const SHOWN_LINES = 40
const LABEL_MAX = 50
/** What tells them apart stands behind the name. */
const NAMESAKE_MAX = 80

/** Roles that are given by a button; membership comes by an invitation. */
const GIVEN: readonly Role[] = ROLES.filter((role) => role !== 'member')

/** Each role's own verb, because a button holds two ids and no more. */
export const GIVE_VERBS: Readonly<Record<Role, string>> = {
  owner: 'og-own',
  author: 'og-aut',
  approver: 'og-app',
  publisher: 'og-pub',
  clerk: 'og-cle',
  responder: 'og-res',
  leader: 'og-lea',
  member: 'og-mem',
}

export interface OfficersView {
  readonly officers: readonly {
    readonly name: string
    readonly role: Role
    readonly unitId: UnitId
    readonly unit: string
  }[]
  readonly rows: readonly TreeRow[]
  readonly page: number
}

/** Who does what, and the units in which that can be changed. */
export function officersMessage(view: OfficersView, texts: Texts, press: Press): Message {
  const lines = view.officers.map(
    ({ name, role, unit }) => `${name} – ${texts.role[role]}, ${unit}`,
  )
  const hidden = lines.length - SHOWN_LINES
  return {
    blocks: [
      { kind: 'title', text: texts.officer.list },
      {
        kind: 'list',
        items: [
          ...lines.slice(0, SHOWN_LINES),
          ...(hidden > 0 ? [texts.report.andMore({ count: hidden })] : []),
        ],
      },
      { kind: 'text', text: texts.officer.chooseUnit },
      { kind: 'note', text: texts.officer.usage },
    ],
    buttons: unitButtons(
      {
        rows: view.rows,
        page: view.page,
        pick: 'o-unit',
        turnTo: 'o-tree',
        count: (id) => {
          const count = view.officers.filter(({ unitId }) => unitId === id).length
          return count > 0 ? String(count) : ''
        },
      },
      texts,
      press,
    ),
  }
}

export interface UnitOfficersView {
  readonly unit: Unit
  readonly officers: readonly {
    readonly postId: string
    readonly name: string
    readonly role: Role
    /** Tells them from others of their name; absent: nobody else bears it here. */
    readonly apart?: string | undefined
  }[]
}

/** The officers of one unit: a button to end each post, one to give each role, one for the approval rule. */
export function unitOfficersMessage(view: UnitOfficersView, texts: Texts, press: Press): Message {
  const { unit, officers } = view
  const { approvalRequired } = unit
  return {
    blocks: [
      { kind: 'title', text: texts.officer.unitTitle({ unit: unit.name }) },
      ...paragraph('text', officers.length === 0 && texts.officer.none),
      { kind: 'text', text: approvalRequired ? texts.unit.needsApproval : texts.unit.noApproval },
      { kind: 'text', text: texts.officer.chooseRole },
    ],
    buttons: [
      ...officers.map(({ postId, name, role, apart }) => [
        {
          label: labelOf(`✖ ${name} – ${texts.role[role]}`, apart),
          action: press({ verb: 'o-rem', id: postId }),
        },
      ]),
      ...inRowsOf(
        2,
        GIVEN.map((role) => ({
          label: `+ ${texts.officer.give({ role: texts.role[role] })}`,
          action: press({ verb: 'o-role', id: unit.id, arg: role }),
        })),
      ),
      [
        {
          label: approvalRequired ? texts.button.approvalOff : texts.button.approvalOn,
          action: press({ verb: 'o-appr', id: unit.id, arg: approvalRequired ? 'off' : 'on' }),
        },
      ],
      [{ label: texts.button.back, action: press({ verb: 'o-tree', arg: '0' }) }],
    ],
  }
}

export interface CandidatesView {
  readonly unit: Unit
  readonly role: Role
  readonly people: readonly {
    readonly personId: PersonId
    readonly name: string
    readonly apart?: string | undefined
  }[]
}

/** Asks who is to have a role: by button, or by the full name typed. */
export function candidatesMessage(view: CandidatesView, texts: Texts, press: Press): Message {
  const { unit, role, people } = view
  const question = texts.officer.choosePerson({ role: texts.role[role], unit: unit.name })
  return {
    blocks: [{ kind: 'text', text: question }],
    buttons: [
      ...people.map(({ personId, name, apart }) => [
        {
          label: labelOf(name, apart),
          action: press({ verb: GIVE_VERBS[role], id: unit.id, arg: personId }),
        },
      ]),
      [{ label: texts.button.back, action: press({ verb: 'o-unit', id: unit.id }) }],
    ],
  }
}

export interface NamesakesView {
  readonly lines: readonly string[]
  readonly people: readonly {
    readonly name: string
    readonly apart: string
    readonly action: Action
  }[]
}

/** Asks which of several people of one name is meant; `apart` tells them from each other. */
export function namesakesMessage({ lines, people }: NamesakesView, press: Press): Message {
  return {
    blocks: lines.map((text) => ({ kind: 'text', text })),
    buttons: people.map(({ name, apart, action }) => [
      { label: labelOf(name, apart), action: press(action) },
    ]),
  }
}

function labelOf(name: string, apart: string | undefined): string {
  return apart === undefined ? clip(name, LABEL_MAX) : clip(`${name} – ${apart}`, NAMESAKE_MAX)
}
