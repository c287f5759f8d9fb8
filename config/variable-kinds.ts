import { z } from 'zod'

/** A sentence for people: Vietnamese first, English second. */
export interface Words {
  readonly vi: string
  readonly en: string
}

/** One environment variable: where it is listed, what it is for, what it must look like. */
export interface Variable<S extends z.ZodType = z.ZodType> {
  readonly group: string
  readonly help: Words
  /** What a right value is; the whole sentence a person sees when it is wrong. */
  readonly rule: Words
  /** Never shown in a problem, and may come from the file that `<NAME>_FILE` names. */
  readonly secret: boolean
  /** Default as one would write it; shown in `.env.example`. */
  readonly example: string
  readonly schema: S
}

const HEADER_SAFE = /^[\x21-\x7e]+$/

/** Text that may stand in an HTTP header: printable ASCII without blanks. */
export function headerText(min: number, max: number): z.ZodString {
  return z.string().min(min).max(max).regex(HEADER_SAFE)
}

/** `1`/`true` or `0`/`false`; unset is false. */
export const flag = z
  .enum(['0', '1', 'true', 'false'])
  .default('0')
  .transform((text) => text === '1' || text === 'true')

/** A TCP port; 0 lets the system choose one. */
export const port = z
  .string()
  .regex(/^\d{1,5}$/)
  .default('8080')
  .transform(Number)
  .refine((number) => number <= 65_535)

/** `http(s)://host[:port][/prefix]`, given back without a trailing slash. */
export const httpRoot = z
  .string()
  .max(2048)
  .refine((text) => isPlainHttpUrl(text))
  .transform((text) => text.replace(/\/+$/, ''))

/** A URL with one of these schemes. */
export function urlOf(...schemes: readonly string[]): z.ZodType<string, string> {
  return z
    .string()
    .max(4096)
    .refine((text) => URL.canParse(text) && schemes.includes(new URL(text).protocol))
    .refine((text) => !URL.canParse(text) || isDecodable(new URL(text).password))
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

/** A zone of the time zone database of this Node. */
export const timeZone = z
  .string()
  .max(64)
  .regex(/^[A-Za-z][\w+/-]*$/)
  .refine(isTimeZone)
  .default('Asia/Ho_Chi_Minh')

/** Base64 (plain or URL alphabet) of exactly 32 bytes. */
export const key32 = z
  .string()
  .regex(/^[A-Za-z0-9+/_-]{43}=?$/)
  .transform((text) => Uint8Array.from(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.length === 32)

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  const plain = url.username === '' && url.password === '' && !/[?#]/.test(text)
  return plain && (url.protocol === 'http:' || url.protocol === 'https:')
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
