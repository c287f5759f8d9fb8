/**
 * Does one step after the other, also behind one that fails: what is broken must not stop the rest. Rejects then, with the code
 * of the first that failed, and with all of them where several did.
 */
export async function doEach(steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = []
  for (const step of steps) await step().catch((error: unknown) => failures.push(error))
  const [first] = failures
  if (failures.length > 1) {
    const { code } = first as NodeJS.ErrnoException
    throw Object.assign(new AggregateError(failures, 'several steps failed'), { code })
  }
  if (failures.length > 0) throw first
}
