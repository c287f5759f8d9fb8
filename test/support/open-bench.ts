import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '../../src/channels/channel.ts'
import { type ChannelInstanceId, newId } from '../../src/domain/id.ts'
import {
  type EmulatorOptions,
  type Emulators,
  startEmulators,
} from '../../src/sandbox/emulator-server.ts'
import type { GroupBench } from './channel-contract.ts'
import { createRecordingLog, type RecordingLog } from './recording-log.ts'

/** What a channel is opened with, wherever it leads. */
interface Ground {
  /** Where the emulated platforms listen. */
  readonly origin: string
  readonly instanceId: ChannelInstanceId
  readonly log: RecordingLog
}

export interface OpenedBench extends GroupBench {
  readonly emulator: Emulators
}

/** A channel against emulated platforms of its own; `about`: whom and what of the seed the contract uses. */
export async function openBench(
  platforms: Omit<EmulatorOptions, 'port' | 'dataDir'>,
  about: Pick<GroupBench, 'personId' | 'privateChat' | 'group' | 'secrets'>,
  open: (ground: Ground) => Promise<Channel>,
): Promise<OpenedBench> {
  const dataDir = await mkdtemp(join(tmpdir(), 'nhipcau-bench-'))
  const emulator = await startEmulators({ port: 0, dataDir, ...platforms })
  const log = createRecordingLog()
  const { origin, advance } = emulator
  const channel = await open({ origin, instanceId: newId<ChannelInstanceId>(), log })
  return {
    channel,
    emulator,
    ...about,
    advance,
    logged: () => log.text(),
    stop: async () => {
      await channel.close()
      await emulator.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
