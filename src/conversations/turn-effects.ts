import type { JobRequest } from '../../jobs/catalogue.ts'

export interface PressAnswer {
  readonly pressId: string
  readonly text: string | null
  readonly alert: boolean
}

/** What a turn wants done after its commit; losing these in a crash loses nothing that matters. */
export interface TurnEffects {
  readonly jobs: JobRequest[]
  readonly presses: PressAnswer[]
}
