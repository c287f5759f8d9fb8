type Step = () => Promise<void>

const KEY = Symbol.for('nhipcau.test.teardown')
const registry = globalThis as { [KEY]?: Step[] }

/** Remembers how to undo a step of global-setup; also when a later step fails, through process exit. */
export function keepForTeardown(step: Step): void {
  registry[KEY] = [...(registry[KEY] ?? []), step]
}

/** Undoes what global-setup did, last first; one failure does not keep the others from running. */
export default async function globalTeardown(): Promise<void> {
  const steps = registry[KEY] ?? []
  delete registry[KEY]
  const failures: unknown[] = []
  for (const step of steps.toReversed()) await step().catch((error) => failures.push(error))
  if (failures.length > 0) throw new AggregateError(failures, 'the test run did not end cleanly')
}
