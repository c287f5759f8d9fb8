/**
 * Keeps runs for one key from running beside each other in this process; a wish that comes meanwhile is one
 * more run after it.
 */
export function oneAtATime<C>(
  run: (key: string, context: C) => Promise<void>,
): (key: string, context: C) => Promise<void> {
  const running = new Set<string>()
  const wished = new Set<string>()
  return async (key, context) => {
    if (running.has(key)) return void wished.add(key)
    running.add(key)
    try {
      do {
        wished.delete(key)
        await run(key, context)
      } while (wished.has(key))
    } finally {
      running.delete(key)
      wished.delete(key)
    }
  }
}
