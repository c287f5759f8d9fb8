import type { Terminal } from './terminal.ts'

const WIDTH = 30
const EVERY_MS = 100

export interface ProgressBar {
  /** Moves to `done` of the total. */
  move(done: number): void
  /** Takes the bar away. */
  end(): void
}

/** A bar on a terminal that somebody watches; nothing elsewhere. */
export function progressBar(
  { err, isWatched }: Terminal,
  label: string,
  total: number,
): ProgressBar {
  if (!isWatched || total <= 0) return { move: () => undefined, end: () => undefined }
  let shownAt = 0
  return {
    move: (done) => {
      const now = performance.now()
      if (now - shownAt < EVERY_MS && done < total) return
      shownAt = now
      const share = Math.min(1, done / total)
      const full = Math.round(share * WIDTH)
      err(`\r${label} [${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}] ${Math.floor(share * 100)}%`)
    },
    end: () => err('\r\u001b[K'),
  }
}
