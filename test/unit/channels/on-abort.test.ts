import { getEventListeners } from 'node:events'
import { describe, expect, it } from '@jest/globals'
import { onAbort } from '../../../src/channels/on-abort.ts'

describe('what is to be stopped when a signal aborts', () => {
  it('is stopped, unless it was let go before', () => {
    const { signal, ...controller } = signalOf()
    const stopped: string[] = []
    const letGo = onAbort(signal, () => stopped.push('let go'))
    onAbort(signal, () => stopped.push('first'))
    onAbort(signal, () => stopped.push('second'))
    letGo()
    controller.abort()
    expect(stopped).toEqual(['first', 'second'])
  })

  it('leaves one listener on the signal, however many calls share it', () => {
    const { signal } = signalOf()
    for (let call = 0; call < 1_000; call++) onAbort(signal, () => undefined)()
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
  })

  it('is not stopped twice', () => {
    const { signal, abort } = signalOf()
    let times = 0
    onAbort(signal, () => times++)
    abort()
    abort()
    expect(times).toBe(1)
  })
})

function signalOf(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController()
  return { signal: controller.signal, abort: () => controller.abort() }
}
