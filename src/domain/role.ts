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
