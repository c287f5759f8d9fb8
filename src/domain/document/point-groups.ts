import { holdsVerb } from './organisation-phrase.ts'
import { bodyOf, isTitleOf, type Node } from './outline.ts'
import type { MarkerKind } from './paragraphs.ts'
import type { Source } from './source.ts'

/** The points of one numbered list, which a writer counts as one kind of thing. */
interface PointGroup {
  /** One of them says what somebody does. */
  holdsVerb: boolean
  hasTask: boolean
  readonly unrecognised: Node[]
}

/** What is known of the neighbours of a point while a body is read. */
export interface PointGroups {
  /** Whether a point of the same list says what somebody does, and not only who. */
  saysWhatToDo(node: Node): boolean
  setTask(node: Node): void
  setUnrecognised(node: Node): void
  /** Points in which nothing was found although others of their list are tasks, in the order of the text. */
  unrecognisedBesideTasks(): Node[]
}

const NUMBERED: readonly (MarkerKind | null)[] = ['ordinal', 'number', 'letter', 'row']

/** Puts the numbered points together that stand under one heading; dashes and titles are no such points. */
export function groupPoints(source: Source, nodes: readonly Node[]): PointGroups {
  const groupOf = new Map<Node, PointGroup>()
  const open = new Map<string, PointGroup>()
  const groups: PointGroup[] = []
  const parents = new Map<Node | null, number>()
  for (const node of nodes) {
    const { marker } = node.paragraph
    if (!NUMBERED.includes(marker) || isTitleOf(source, node)) continue
    if (!parents.has(node.parent)) parents.set(node.parent, parents.size)
    const key = `${String(parents.get(node.parent))} ${String(marker)}`
    let group = open.get(key)
    if (!group) {
      group = { holdsVerb: false, hasTask: false, unrecognised: [] }
      open.set(key, group)
      groups.push(group)
    }
    group.holdsVerb ||= holdsVerb(source, bodyOf(node))
    groupOf.set(node, group)
  }
  return {
    saysWhatToDo: (node) => groupOf.get(node)?.holdsVerb ?? false,
    setTask: (node) => {
      const group = groupOf.get(node)
      if (group) group.hasTask = true
    },
    setUnrecognised: (node) => void groupOf.get(node)?.unrecognised.push(node),
    unrecognisedBesideTasks: () =>
      groups
        .filter(({ hasTask }) => hasTask)
        .flatMap(({ unrecognised }) => unrecognised)
        .toSorted((one, other) => one.paragraph.start - other.paragraph.start),
  }
}
