import type { JobRequest } from '../../jobs/catalogue.ts'
import type { ChatId } from '../domain/id.ts'

export interface PressAnswer {
  readonly pressId: string
  readonly text: string | null
  readonly alert: boolean
  /** Where it is said if it cannot be shown; null: nowhere, as others would hear it. */
  readonly chatId: ChatId | null
}

/** What a turn wants done after its commit; losing these in a crash loses nothing that matters. */
export interface TurnEffects {
  readonly jobs: JobRequest[]
  readonly presses: PressAnswer[]
}
