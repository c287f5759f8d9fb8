const stopsBySignal = new WeakMap<AbortSignal, Set<() => void>>()

/**
 * Has `stop` called when the signal aborts, until it is let go. The calls of a lane share one signal: a listener of its
 * own for each would be compared with all others, and `AbortSignal.any` would stay in memory as long as the lane runs.
 */
export function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const stops = stopsBySignal.get(signal) ?? listen(signal)
  stops.add(stop)
  return () => void stops.delete(stop)
}

function listen(signal: AbortSignal): Set<() => void> {
  const stops = new Set<() => void>()
  stopsBySignal.set(signal, stops)
  signal.addEventListener('abort', () => stops.forEach((stop) => stop()), { once: true })
  return stops
}
