/** Ways in which the real servers were seen to differ; a test switches them. */
export interface EmulatorManners {
  readonly zaloBot: {
    /** Errors carry their number as HTTP status too; else every answer is HTTP 200. */
    readonly httpStatuses: boolean
    /** `getUpdates` gives the same update again until a newer one is there; else reading removes it. */
    readonly replay: boolean
    /** Webhook bodies are wrapped as the documentation says; else flat as live traffic is. */
    readonly wrappedWebhook: boolean
  }
}

export const EMULATOR_MANNERS: EmulatorManners = {
  zaloBot: { httpStatuses: false, replay: false, wrappedWebhook: false },
}
