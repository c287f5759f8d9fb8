import { type Sleep, sleepFor } from '../../src/channels/sleep.ts'

/** For a channel that waits long between two looks. */
export const sleepShortly: Sleep = (ms, signal) => sleepFor(Math.min(ms, 50), signal)
