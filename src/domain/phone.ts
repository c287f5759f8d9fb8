/** Mobile numbers of ten digits and landlines of eleven (Thông tư 22/2014/TT-BTTTT and its changes of 2018). */
const VIETNAMESE = /^0(?:[35789]\d{8}|2\d{9})$/

/**
 * A Vietnamese phone number as its digits with the leading 0, from any usual spelling (`+84 912 345 678`,
 * `0912.345.678`, or `912345678` as a spreadsheet leaves it); null when it is none.
 */
export function normalisePhone(text: string): string | null {
  const digits = text.replace(/[\s.\-()]/gu, '')
  const national = /^(?:\+|00)?84(?<rest>[2-9]\d{8,9})$/.exec(digits)?.groups?.['rest']
  const local = /^[235789]\d{8,9}$/.test(digits) ? digits : undefined
  const number = national ?? local
  const whole = number === undefined ? digits : `0${number}`
  return VIETNAMESE.test(whole) ? whole : null
}
