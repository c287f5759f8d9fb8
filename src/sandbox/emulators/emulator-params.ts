import type { FastifyRequest } from 'fastify'
import { parseMultipart, type Upload } from './emulator-multipart.ts'

/** What a caller gave, whether as query, form, JSON or multipart. */
export interface Params {
  readonly values: Readonly<Record<string, unknown>>
  readonly uploads: readonly Upload[]
}

/** Reads a request's parameters; null: the body is not what its type says. */
export function readParams(request: FastifyRequest): Params | null {
  const query = request.query as Record<string, unknown>
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
  if (body.length === 0) return { values: { ...query }, uploads: [] }
  const type = request.headers['content-type'] ?? ''
  if (/multipart\/form-data/i.test(type)) return readMultipart(body, type, query)
  if (/application\/x-www-form-urlencoded/i.test(type)) return readForm(body, query)
  const json = parseJson(body.toString('utf8'))
  return isRecord(json) ? { values: { ...query, ...json }, uploads: [] } : null
}

function readMultipart(body: Buffer, type: string, query: Record<string, unknown>): Params | null {
  const form = parseMultipart(body, type)
  return form === null
    ? null
    : { values: { ...query, ...Object.fromEntries(form.fields) }, uploads: form.uploads }
}

function readForm(body: Buffer, query: Record<string, unknown>): Params {
  const form = new URLSearchParams(body.toString('utf8'))
  return { values: { ...query, ...Object.fromEntries(form) }, uploads: [] }
}

/** The JSON value of a text; undefined: it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A text parameter; numbers count as texts, as they do on the real servers. */
export function readText(params: Params, name: string): string | null {
  const value = params.values[name]
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : null
}

/** A text parameter, empty where there is none. */
export function textOf(params: Params, name: string): string {
  return readText(params, name) ?? ''
}

export function readInteger(params: Params, name: string): number | null {
  const value = params.values[name]
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null
}

export function readFlag(params: Params, name: string): boolean {
  const value = params.values[name]
  return value === true || value === 'true' || value === '1' || value === 1
}

/** An object or list, given as such or as JSON text (which forms need); undefined: absent or broken. */
export function readObject(params: Params, name: string): unknown {
  const value = params.values[name]
  return typeof value === 'string' ? parseJson(value) : value
}

const LONGEST_LOGGED = 10_000

/** Parameters for the call log: long texts cut, uploads only described. */
export function payloadOf(params: Params): Record<string, unknown> {
  const uploads = params.uploads.map(({ field, name, mime, bytes }) => [
    field,
    { name, mime, size: bytes.length },
  ])
  const values = Object.entries(params.values).map(([key, value]) => [key, cutLong(value)])
  return { ...Object.fromEntries(values), ...Object.fromEntries(uploads) } as Record<
    string,
    unknown
  >
}

function cutLong(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, LONGEST_LOGGED)
  const text = JSON.stringify(value) ?? ''
  return text.length > LONGEST_LOGGED ? text.slice(0, LONGEST_LOGGED) : value
}
