import { InvalidArgumentError } from 'commander'

/** The number of a code as people type it: `T12`, `t12`, `12`. */
export function parseNoticeCode(text: string): number {
  const digits = /^t?0*(\d{1,9})$/i.exec(text.trim())?.[1]
  if (digits === undefined)
    throw new InvalidArgumentError('Cần mã tin như T12. / A code such as T12 is needed.')
  return Number(digits)
}
