/** `/sandbox?zalo` shows the phones as in a commune that has no Telegram. */
export const zaloOnly = new URLSearchParams(globalThis.location?.search).has('zalo')

/** The address of the other way of looking. */
export const otherWay = zaloOnly ? '/sandbox' : '/sandbox?zalo'
