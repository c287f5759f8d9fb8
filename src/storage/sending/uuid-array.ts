import type { DeliveryId } from '../../domain/id.ts'

/** Named once more by their ids alone, of which the planner knows how few they are: it then never reads the whole table. */
export function idsOf(items: readonly { readonly deliveryId: DeliveryId }[]): string {
  return uuidArray(items.map(({ deliveryId }) => deliveryId))
}

/** UUIDs as the text of an array of PostgreSQL: pg would quote each, hundreds a statement, which ids do not need. */
export function uuidArray(ids: readonly string[]): string {
  return arrayOf(ids)
}

/** Plain words or numbers, in which nothing has to be quoted, as the text of an array of PostgreSQL. */
export function arrayOf(plain: readonly (string | number)[]): string {
  return `{${plain.join(',')}}`
}
