import type { ZaloErrorClass } from '../zalo-error.ts'

const CODES: Readonly<Record<ZaloErrorClass, readonly number[]>> = {
  transient: [-32, -200, -214],
  // 216, 401 and -401 were seen once in place of -216; -124 belongs to the template API of the same token.
  refresh: [-124, -216, -220, 216, 401, -401],
  reschedule: [-211, -218, -234],
  human: [
    -204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -242, -320, -321, -403, -14002,
    -14003, -14004, -14012, -14014, -14024, -118,
  ],
  recipient: [-213, -217, -227, -230, -232, -244],
  payload: [-100, -201, -210, -233, -238, -240, -241, -248, -249, -1340, -1341],
  'unknown-outcome': [],
}

/** The numbers of template messages that the rest of the API does not have, or has with another meaning. */
const TEMPLATE_CODES: Readonly<Record<number, ZaloErrorClass>> = {
  [-133]: 'reschedule',
  [-144]: 'reschedule',
  [-147]: 'reschedule',
  [-115]: 'human',
  [-131]: 'human',
  [-137]: 'human',
  [-108]: 'recipient',
  [-114]: 'recipient',
  [-118]: 'recipient',
  [-119]: 'recipient',
}

const CLASS_OF = new Map<number, ZaloErrorClass>(
  (Object.keys(CODES) as ZaloErrorClass[]).flatMap((name) =>
    CODES[name].map((code): [number, ZaloErrorClass] => [code, name]),
  ),
)

/**
 * The class of an error number of the Official Account API or of its OAuth. A number that nobody documented
 * needs a human: retrying blindly what one does not understand may repeat a message. Source: "Mã lỗi".
 */
export function oaErrorClass(code: number): ZaloErrorClass {
  return CLASS_OF.get(code) ?? 'human'
}

/** The class of an error number of `sendTemplate`: -118 is a refused grant elsewhere. Source: "Mã lỗi" of ZBS. */
export function templateErrorClass(code: number): ZaloErrorClass {
  return TEMPLATE_CODES[code] ?? oaErrorClass(code)
}
