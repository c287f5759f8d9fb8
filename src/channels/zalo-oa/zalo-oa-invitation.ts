import { z } from 'zod'

/** For how many people a call to invite has worked, and for how many it has not. */
export interface InvitationAnswer {
  /** Null: the answer does not say it of each. */
  readonly invited: number | null
  readonly refused: number
}

const row = z.looseObject({ error: z.coerce.number().catch(0) })
const rows = z.array(row)

/**
 * Reads what Zalo answers to `invite`. It promises a result for each person and shows no example, so the rows are looked for
 * wherever they may stand; only where there is one for everybody who was asked is a row without an error taken for a success.
 */
export function readInvitationAnswer(answer: unknown, asked: number): InvitationAnswer {
  const results = findRows(answer) ?? []
  const refused = results.filter(({ error }) => error !== 0).length
  return { invited: results.length === asked ? asked - refused : null, refused }
}

function findRows(answer: unknown): z.infer<typeof rows> | undefined {
  const fields = typeof answer === 'object' && answer !== null ? Object.values(answer) : []
  return [answer, ...fields].map((value) => rows.safeParse(value)).find(({ success }) => success)
    ?.data
}
