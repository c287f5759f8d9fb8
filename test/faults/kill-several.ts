import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/sandbox/emulators/emulator-faults.ts'
import type { Shape } from './broadcast.ts'
import {
  startFaultStage,
  type FaultProcess,
  type FaultStage,
  type FaultStageOptions,
} from './fault-stage.ts'
import { isSend } from './is-send.ts'
import { killProcess, silenceAfter, type Killed } from './kill-process.ts'
import type { KillNote, Report } from './report.ts'
import { beginWithTwo, brokenIn, hasEnded, settleBroadcast } from './run-broadcast.ts'

export interface KillSeveralOptions extends FaultStageOptions {
  readonly shape: Shape
  readonly leastKills: number
  readonly spacingMs: number
  /** Longest time that a killed process stays away. */
  readonly awayMs: number
  /** The third process joins when so many copies are out. */
  readonly thirdAfter: number
  readonly say: (line: string) => void
}

/** Longest silence after the owner of the lane was killed while another process lives. */
const TAKE_OVER_MS = 5_000
/** A machine that is busy with other things may be late once; the half of all cases may not. */
const TAKE_OVER_LATE_MS = 20_000

const LEAST_LEFT = 100

interface Noted extends Killed {
  readonly name: string
  readonly fenceBefore: number
  /** After the silence was over. */
  fenceAfter: number
  /** Another process lived. */
  readonly wasHelped: boolean
}

/** Two processes of one installation and a third that joins; any of them is killed at random and comes back. */
export async function killSeveral(options: KillSeveralOptions): Promise<Report> {
  const { seed, platform, groups, members, queue, say } = options
  const begun = Date.now()
  const stage = await startFaultStage(options)
  try {
    const { ledger, second, notice, id, begunAt } = await beginWithTwo(stage, options.shape)
    const kills: Noted[] = []
    const running = new Set([stage.first, second])
    const returning: Promise<void>[] = []
    const random = seededRandom(seed)
    let hasThird = false
    while (!(await hasEnded(ledger, notice))) {
      if (!hasThird && countCalls(stage) >= options.thirdAfter) {
        hasThird = true
        const third = await stage.join('third')
        await third.service.start()
        running.add(third)
        say('the third process has joined')
      }
      await sleep(random() * options.spacingMs)
      const victim = [...running][Math.floor(random() * running.size)]
      // The silence after a kill says something only while there is enough to send.
      if (!victim || (await ledger.left(id)) < LEAST_LEFT) continue
      running.delete(victim)
      const fenceBefore = await ledger.fence()
      const wasHelped = running.size > 0
      const killed = await killProcess(stage, ledger, notice.code, victim, { name: 'at random' })
      const noted = {
        ...killed,
        name: victim.name,
        fenceBefore,
        fenceAfter: fenceBefore,
        wasHelped,
      }
      kills.push(noted)
      returning.push(comeBack(victim, random() * options.awayMs, running))
      await waitForCall(stage, killed.at)
      noted.fenceAfter = await ledger.fence()
      say(
        `kill ${kills.length}: ${victim.name}, ${noted.fenceAfter > fenceBefore ? 'the owner' : 'not the owner'}, silent for ${silenceAfter(stage, killed.at)} ms, ${running.size} left`,
      )
    }
    await Promise.all(returning)
    const note = await settleBroadcast(stage, ledger, notice, { begunAt, kills, limitMs: 60_000 })
    const notes = kills.map((kill) => noteOf(stage, kill))
    return {
      scenario: 'kill-several',
      seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      did: { platform, groups, members, queue, kills: kills.length, thirdJoined: hasThird },
      kills: notes,
      broadcasts: [note],
      broken: [
        ...brokenIn(note, members),
        ...(hasThird ? [] : ['the third process did not join']),
        ...(kills.length < options.leastKills ? [`only ${kills.length} kills`] : []),
        ...lateTakeOvers(kills, notes),
      ],
    }
  } finally {
    await stage.close()
  }
}

async function comeBack(
  victim: FaultProcess,
  afterMs: number,
  running: Set<FaultProcess>,
): Promise<void> {
  await sleep(afterMs)
  await victim.service.start()
  running.add(victim)
}

const LONGEST_SILENCE_MS = 60_000

async function waitForCall(stage: FaultStage, at: number): Promise<void> {
  const deadline = Date.now() + LONGEST_SILENCE_MS
  while (silenceAfter(stage, at) === null && Date.now() < deadline) await sleep(20)
}

function countCalls(stage: FaultStage): number {
  const { platform } = stage.options
  return stage.journal.read().filter((call) => call.ok && isSend(call, platform)).length
}

function noteOf(stage: FaultStage, kill: Noted): KillNote {
  return {
    process: kill.name,
    aim: 'at random',
    phases: kill.phases,
    silentMs: silenceAfter(stage, kill.at),
    laneMoved: kill.fenceAfter > kill.fenceBefore,
  }
}

function lateTakeOvers(kills: readonly Noted[], notes: readonly KillNote[]): string[] {
  const silences = notes
    .filter((note, index) => note.laneMoved && kills[index]?.wasHelped)
    .map(({ silentMs }) => silentMs ?? LONGEST_SILENCE_MS)
    .sort((a, b) => a - b)
  const middle = silences[Math.floor(silences.length / 2)] ?? 0
  return [
    ...(middle > TAKE_OVER_MS ? [`half of the take-overs took ${middle} ms and more`] : []),
    ...silences.filter((ms) => ms > TAKE_OVER_LATE_MS).map((ms) => `a take-over took ${ms} ms`),
  ]
}
