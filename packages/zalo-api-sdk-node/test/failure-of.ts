import { ZaloError } from '../src/index.ts'

/** The ZaloError with which a call fails; throws when it does not, or fails with anything else. */
export async function failureOf(call: Promise<unknown>): Promise<ZaloError> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (error instanceof ZaloError) return error
  throw new Error('no ZaloError came', { cause: error })
}

/** Everything of an error that a log may show. */
export function shownBy(error: ZaloError): string {
  const own = Object.getOwnPropertyNames(error).map((name) => String(Reflect.get(error, name)))
  return [error.stack, JSON.stringify(error), ...own, String(error.cause)].join('\n')
}
