import { setTimeout as sleep } from 'node:timers/promises'
import type { ClusterLocation } from './cluster-location.ts'
import type { Lifeline } from './lifeline.ts'
import { readRecord } from './server-record.ts'
import { removeSocketFolder } from './socket-folder.ts'
import { isClusterFree, isStopping, postmasterPid } from './stop-orphan.ts'

const STOP_TIMEOUT_MS = 30_000
const OTHERS_GRACE_MS = 300
const POLL_MS = 15

/** Leaves the server and, when nobody else uses it, waits until it has written everything and ended. */
export async function leaveServer(lifeline: Lifeline, location: ClusterLocation): Promise<void> {
  const pid = await postmasterPid(location.data)
  const others = await lifeline.leave()
  if (pid === undefined) return
  // Users that were killed still count, so see whether the server stops although there seem, or may be, some.
  if (others !== 0 && !(await stopsWithin(OTHERS_GRACE_MS, location))) return
  const deadline = Date.now() + STOP_TIMEOUT_MS
  // Another pid in the file is the server of who came after us. A killed server leaves its file behind.
  const isRunning = async (): Promise<boolean> =>
    (await postmasterPid(location.data)) === pid && !(await isClusterFree(location))
  while ((await isRunning()) && Date.now() < deadline) await sleep(POLL_MS)
  const record = await readRecord(location)
  if (record && (await postmasterPid(location.data)) === undefined)
    await removeSocketFolder(record.socketDir, location)
}

async function stopsWithin(ms: number, { data }: ClusterLocation): Promise<boolean> {
  const deadline = Date.now() + ms
  for (;;) {
    if ((await isStopping(data)) || (await postmasterPid(data)) === undefined) return true
    if (Date.now() > deadline) return false
    await sleep(POLL_MS)
  }
}
