/**
 * What `work` comes to; a rejection with what `late` makes when it takes longer than `ms`. The work itself goes on, and what
 * it comes to then is nobody's.
 */
export async function within<T>(
  ms: number,
  work: Promise<T>,
  late = (): Error => new Error('took too long'),
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  try {
    return await Promise.race([work, timeUp])
  } finally {
    clearTimeout(timer)
  }
}
