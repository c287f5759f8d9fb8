import { setTimeout as sleep } from 'node:timers/promises'
import { seededRandom } from '../../src/sandbox/emulators/emulator-faults.ts'
import { prepareNotice, sendNotice, type ReadyNotice, type Shape } from './broadcast.ts'
import { startFaultStage, type FaultStage, type FaultStageOptions } from './fault-stage.ts'
import { PHASES } from './kill-phases.ts'
import { killProcess, seeExpansion, silenceAfter, type Aim, type Killed } from './kill-process.ts'
import { openLedger, type Ledger } from './ledger.ts'
import type { BroadcastNote, KillNote, Report } from './report.ts'
import { brokenIn, hasEnded, settleBroadcast, waitForBroadcast } from './run-broadcast.ts'
import { haveOutage, type Outage } from './stop-stores.ts'

export interface KillOneOptions extends FaultStageOptions {
  /** Of the broadcasts, in turn. */
  readonly shapes: readonly Shape[]
  readonly leastKills: number
  readonly mostKills: number
  /** Kills that must find copies in each phase. */
  readonly leastPerPhase: number
  readonly mostBroadcasts: number
  /** Longest time from being ready to the next kill. */
  readonly spacingMs: number
  /** Kills while the copies of each broadcast are being written. */
  readonly whileExpanding: number
  /** Stops of the database or the queue after the kills of each broadcast. */
  readonly outages?: readonly Outage[]
  /**
   * Commands in one of Telegram's groups while the first broadcast is sent: their answers and the notice fill its minute,
   * which each next owner must know of.
   */
  readonly groupCommands?: number
  /** Each so many-th is no kill but a stop in order, while the database is silent. */
  readonly stopEvery?: number
  /** For the end of a broadcast, and again for that of what was asked for once more; default: twenty minutes, and ten. */
  readonly limitMs?: number
  readonly say: (line: string) => void
}

const LIMIT_MS = 1_200_000

const BUSY_GROUP = 'telegram:-1001617400003'
const COMMAND_EVERY_MS = 1_000
/** Of the twenty that may reach it; with fewer the run says nothing of the limit. */
const LEAST_IN_MINUTE = 18

/** For a stop, whatever is under way and whether or not the database answers; then it is cut off. */
const STOP_MS = 10_000

const IN_ORDER: Aim = {
  name: 'a stop, the database silent',
  stall: 'requests',
  stallMs: 200,
  isStop: true,
}

type Noted = Killed & { readonly aim: string }

/** One process of the service, killed again and again at random moments while it sends. */
export async function killOne(options: KillOneOptions): Promise<Report> {
  const { seed, platform, groups, members, queue } = options
  const begun = Date.now()
  const stage = await startFaultStage(options)
  try {
    const run = new KillRun(options, stage, await openLedger(stage))
    await run.all()
    return {
      scenario: 'kill-one',
      seed,
      seconds: Math.round((Date.now() - begun) / 1000),
      did: { platform, groups, members, queue, kills: run.kills.length },
      kills: run.kills.map((kill) => noteOf(stage, kill)),
      broadcasts: run.broadcasts,
      broken: run.broken(),
    }
  } finally {
    await stage.close()
  }
}

function lateStops(kills: readonly Noted[]): string[] {
  return kills.flatMap(({ stopMs }) =>
    stopMs === undefined || stopMs < STOP_MS ? [] : [`a stop took ${stopMs} ms`],
  )
}

function noteOf(stage: FaultStage, { aim, phases, at }: Noted): KillNote {
  return { process: 'first', aim, phases, silentMs: silenceAfter(stage, at), laneMoved: true }
}

class KillRun {
  readonly kills: Noted[] = []
  readonly broadcasts: BroadcastNote[] = []
  readonly #options: KillOneOptions
  readonly #stage: FaultStage
  readonly #ledger: Ledger
  readonly #random: () => number

  constructor(options: KillOneOptions, stage: FaultStage, ledger: Ledger) {
    this.#options = options
    this.#stage = stage
    this.#ledger = ledger
    this.#random = seededRandom(options.seed)
  }

  async all(): Promise<void> {
    const { mostBroadcasts, shapes } = this.#options
    for (let number = 1; number <= mostBroadcasts && !this.#hasEnough(); number++) {
      const shape = shapes[(number - 1) % shapes.length] ?? 'one part'
      const notice = await prepareNotice(this.#stage, shape, number)
      await this.#during(notice)
    }
  }

  broken(): string[] {
    const { leastKills, leastPerPhase, members } = this.#options
    const short = PHASES.map((phase) => [phase, this.#killsIn(phase)] as const)
      .filter(([, kills]) => kills < leastPerPhase)
      .map(([phase, kills]) => `only ${kills} kills in the phase "${phase}"`)
    return [
      ...this.broadcasts.flatMap((note) => brokenIn(note, members)),
      ...this.#marksBeyond(),
      ...this.#idleGroup(),
      ...lateStops(this.kills),
      ...(this.kills.length < leastKills ? [`only ${this.kills.length} kills`] : []),
      ...short,
    ]
  }

  /** A mark is for a call that was claimed when its process was killed; on more copies it would hide what went wrong. */
  #marksBeyond(): string[] {
    // A database that ends in the middle of a claim leaves marks that no kill has found.
    if (this.#options.outages?.length) return []
    const marks = this.broadcasts.map(({ atEnd, afterRetry }) => (afterRetry ?? atEnd).marked)
    const claimed = this.kills.map(({ phases }) => phases.claim + phases['in call'] + phases.settle)
    const [marked, known] = [sumOf(marks), sumOf(claimed)]
    return marked > known ? [`${marked} marks for ${known} calls that the kills found claimed`] : []
  }

  #idleGroup(): string[] {
    if (this.#options.groupCommands === undefined) return []
    const most = Math.max(...this.broadcasts.map(({ atEnd }) => atEnd.busiestGroupMinute))
    return most < LEAST_IN_MINUTE ? [`only ${most} calls in the busiest minute of a group`] : []
  }

  async #fillGroup(): Promise<void> {
    for (let left = this.#options.groupCommands ?? 0; left > 0; left--) {
      // What fails here is missing from the group's minute, and seen there.
      await this.#stage
        .phone('linh')
        // Of no notice, and each answered in other words: the same answer waits in a group once.
        .says(`/danhan T${9_000 + left}`, { in: BUSY_GROUP })
        .catch(() => undefined)
      await sleep(COMMAND_EVERY_MS)
    }
  }

  async #during(notice: ReadyNotice): Promise<void> {
    const { whileExpanding, spacingMs, limitMs, outages = [] } = this.#options
    const begunAt = Date.now()
    const isOver = (): boolean => Date.now() > begunAt + (limitMs ?? LIMIT_MS)
    const pressing = sendNotice(this.#stage, notice)
    await waitForBroadcast(this.#ledger, notice)
    for (let time = 0; time < whileExpanding; time++) {
      const isOpen = await seeExpansion(this.#stage, this.#ledger, notice.code, 20_000)
      if (!isOpen) break
      await this.#kill(notice, this.#aimAtExpansion(time < whileExpanding - 1))
    }
    await pressing
    const filling = this.broadcasts.length === 0 ? this.#fillGroup() : undefined
    while (!(await hasEnded(this.#ledger, notice)) && !this.#hasEnough() && !isOver()) {
      await sleep(this.#random() * spacingMs)
      const row = await waitForBroadcast(this.#ledger, notice)
      // At the very end some copies wait for their second try; a process without work is not worth a kill.
      if (row.finished || (await this.#ledger.left(row.id)) === 0) continue
      await this.#kill(notice, this.#nextAim())
    }
    for (const outage of outages) await haveOutage(this.#stage, outage)
    await filling
    const note = await settleBroadcast(this.#stage, this.#ledger, notice, {
      begunAt,
      kills: this.kills,
      limitMs: limitMs ?? LIMIT_MS,
      ...(limitMs !== undefined && { retryLimitMs: limitMs }),
    })
    this.broadcasts.push(note)
  }

  async #kill(notice: ReadyNotice, aim: Aim): Promise<void> {
    const { first } = this.#stage
    const killed = await killProcess(this.#stage, this.#ledger, notice.code, first, aim)
    this.kills.push({ ...killed, aim: aim.name })
    const found = Object.entries(killed.phases).filter(([, copies]) => copies > 0)
    if (killed.stopMs !== undefined) this.#options.say(`stopped in ${killed.stopMs} ms`)
    this.#options.say(
      `kill ${this.kills.length} (${aim.name}): ${found.map((entry) => entry.join(' ')).join(', ') || 'nothing in hand'}`,
    )
    await first.service.start()
    this.#options.say(`  back after ${Date.now() - killed.at} ms`)
  }

  /**
   * The copies are written so fast that a kill at random comes mostly after their commit. So the commit is held on
   * its way, all but the last time.
   */
  #aimAtExpansion(isHeld: boolean): Aim {
    const stallMs = Math.round(this.#random() * 60)
    const aim = { name: 'while expanding', isExpanding: true }
    return isHeld ? { ...aim, stall: 'requests', stallMs } : aim
  }

  /** One kill in four comes while the database's line is held, the only way to meet the short phases often. */
  #nextAim(): Aim {
    const { stopEvery = Infinity } = this.#options
    if ((this.kills.length + 1) % stopEvery === 0) return IN_ORDER
    const draw = this.#random()
    const stallMs = Math.round(30 + this.#random() * 250)
    if (draw < 0.15) return { name: 'questions to the database held', stall: 'requests', stallMs }
    if (draw < 0.25) return { name: 'answers of the database held', stall: 'answers', stallMs }
    return { name: 'at random' }
  }

  #hasEnough(): boolean {
    const { leastKills, leastPerPhase, mostKills } = this.#options
    if (this.kills.length >= mostKills) return true
    return (
      this.kills.length >= leastKills &&
      PHASES.every((phase) => this.#killsIn(phase) >= leastPerPhase)
    )
  }

  #killsIn(phase: (typeof PHASES)[number]): number {
    return this.kills.filter(({ phases }) => phases[phase] > 0).length
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
