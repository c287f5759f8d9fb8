/** Bytes of a file: what Telegram lets a bot download, https://core.telegram.org/bots/api#getfile */
export const FILE_MAX_BYTES = 20 * 1024 * 1024

/** Characters of text: about 500 printed pages; more is not a notice. */
export const TEXT_MAX_CHARACTERS = 2_000_000
