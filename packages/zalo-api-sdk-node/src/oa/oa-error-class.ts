import type { ZaloErrorClass } from '../zalo-error.ts'

const CODES: Readonly<Record<ZaloErrorClass, readonly number[]>> = {
  transient: [-32, -200, -214],
  // 216, 401 and -401 were seen once in place of -216; -124 belongs to the template API of the same token.
  refresh: [-124, -216, -220, 216, 401, -401],
  // -133, -144 and -147, as -108, -114, -115, -119, -131 and -137 below, are numbers of templates.
  reschedule: [-211, -218, -234, -133, -144, -147],
  human: [
    -204, -205, -209, -212, -219, -221, -223, -224, -235, -237, -242, -320, -321, -403, -14002,
    -14003, -14004, -14012, -14014, -14024, -118, -115, -131, -137,
  ],
  recipient: [-213, -217, -227, -230, -232, -244, -108, -114, -119],
  payload: [-100, -201, -210, -233, -238, -240, -241, -248, -249, -1340, -1341],
  'unknown-outcome': [],
}

const CLASS_OF = new Map<number, ZaloErrorClass>(
  (Object.keys(CODES) as ZaloErrorClass[]).flatMap((name) =>
    CODES[name].map((code): [number, ZaloErrorClass] => [code, name]),
  ),
)

/**
 * The class of an error number of the Official Account API or of its OAuth. A number that nobody documented
 * needs a human: retrying blindly what one does not understand may repeat a message. So does -118, which means a
 * refused grant in OAuth and a person who cannot receive in templates. Source: "Mã lỗi" of both APIs.
 */
export function oaErrorClass(code: number): ZaloErrorClass {
  return CLASS_OF.get(code) ?? 'human'
}
