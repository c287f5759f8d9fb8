/** What a log says of an error: its code or name, which hold no address and no password. */
export function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? error.name
}

/** Within this time the same is no news: what asks ten times a second would fill the disk while its store is away. */
const SAME_AGAIN_MS = 60_000
/** Different errors that are remembered. */
const REMEMBERED = 100

/** Whether an error is to be told of: the first of its words, and then now and then. */
export function createNews(): (error: NodeJS.ErrnoException) => boolean {
  const toldAt = new Map<string, number>()
  return (error) => {
    const words = `${codeOf(error)} ${error.message}`
    const now = performance.now()
    if (now < (toldAt.get(words) ?? -Infinity) + SAME_AGAIN_MS) return false
    if (toldAt.size >= REMEMBERED) toldAt.clear()
    toldAt.set(words, now)
    return true
  }
}
