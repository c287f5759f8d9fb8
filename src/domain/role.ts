export const ROLES = [
  'owner',
  'author',
  'approver',
  'publisher',
  'clerk',
  'responder',
  'leader',
  'member',
] as const
/** What a post lets a person do in its unit and below it. Somebody without a post is a resident. */
export type Role = (typeof ROLES)[number]

/** Who has to do with notices before they are out, and with their sending. */
export const SENDERS: readonly Role[] = ['author', 'approver', 'publisher']

/** Who binds the groups of their units, and invites into them. */
export const GROUP_KEEPERS: readonly Role[] = ['author', 'publisher', 'leader']
