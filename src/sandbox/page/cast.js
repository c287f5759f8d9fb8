/** The six phones that the page opens with: the people of the main job, by their ids in the demo commune. */
export const CAST = [
  { part: 'author', personId: 'tuan', open: 'private' },
  { part: 'approver', personId: 'hung', open: 'private' },
  { part: 'telegramMember', personId: 'linh', open: 'group' },
  { part: 'zaloMember', personId: 'nhung', open: 'group' },
  { part: 'resident', personId: 'bac-tam', open: 'private' },
  { part: 'clerk', personId: 'lan', open: 'private' },
]

/** The same parts where everybody uses Zalo: the officers have it too, and the second member is in a Zalo Bot's group. */
export const ZALO_CAST = CAST.map((role) =>
  role.part === 'telegramMember' ? { ...role, personId: 'loi' } : role,
)

/** Who holds the phones at the start: the last time's people where they still exist, else the cast. */
export function castFor(people, remembered, cast = CAST) {
  const known = new Set(people.map((person) => person.id))
  const spare = people.filter((person) => !cast.some((role) => role.personId === person.id))
  return cast.map((role, index) => {
    const before = remembered[index]
    if (known.has(before)) return { ...role, personId: before }
    if (known.has(role.personId)) return role
    return { ...role, personId: spare[index]?.id ?? people[index % people.length]?.id ?? '' }
  })
}
