/** What a log may hold of an error met over somebody's message. */
export interface ErrorWithoutWords {
  readonly type: string
  readonly code?: string
  /** Where it happened, without the error's own sentence. */
  readonly frames: readonly string[]
}

const FRAMES = 12

/** An error without its sentence: that of a parser or of a database may quote what the person wrote. */
export function withoutWords(error: unknown): ErrorWithoutWords {
  if (!(error instanceof Error)) return { type: typeof error, frames: [] }
  const { code } = error as { code?: unknown }
  const lines = (error.stack ?? '').split('\n').map((line) => line.trim())
  return {
    type: error.name,
    ...(typeof code === 'string' && { code: code.slice(0, 100) }),
    // A sentence of several lines may pretend to be a frame; a place in a file it is only by luck.
    frames: lines.filter((line) => /^at .{1,300}:\d+:\d+\)?$/u.test(line)).slice(0, FRAMES),
  }
}
