import { setTimeout as delay } from 'node:timers/promises'
import { WATCHED_FROM } from '../fake-statistics.ts'
import type { Measure } from '../measure.ts'
import {
  type Audience,
  COMMAND_EVERY_MS,
  NORMAL,
  OTHER,
  PAIR_SIZE,
  type Task,
  type Told,
  URGENT,
  URGENT_AFTER_MS,
} from '../task.ts'
import type { Copy, Sender } from './sender.ts'

/** Sends what the scenario asks for and measures from the order to the end. */
export async function runScenario(task: Task, sender: Sender, measure: Measure): Promise<Told> {
  const copies = copiesFor(task.audience)
  measure.begin()
  await SCENARIOS[task.scenario](sender, copies, measure)
  return measure.end({
    settings: sender.settings,
    recorded: await sender.recorded(),
    failures: sender.failures(),
  })
}

const SCENARIOS: Readonly<
  Record<Task['scenario'], (sender: Sender, copies: Copy[], measure: Measure) => Promise<void>>
> = {
  plain: (sender, copies) => sender.sendAll(copies, { isUrgent: false }),
  answers: async (sender, copies, measure) => {
    let next = WATCHED_FROM
    const running: Promise<void>[] = []
    const timer = setInterval(() => {
      const chatId = next++
      measure.ask(chatId)
      running.push(sender.answer({ chatId, label: 'Trợ giúp ' }))
    }, COMMAND_EVERY_MS)
    await sender.sendAll(copies, { isUrgent: false })
    clearInterval(timer)
    await Promise.all(running)
  },
  urgent: async (sender, copies, measure) => {
    const normal = sender.sendAll(copies, { isUrgent: false })
    await delay(URGENT_AFTER_MS)
    measure.ask(URGENT)
    await Promise.all([normal, sender.sendAll(privates(URGENT, 1), { isUrgent: true })])
  },
  pair: async (sender) => {
    await Promise.all([
      sender.sendAll(privates(NORMAL, 1), { isUrgent: false }),
      sender.sendAll(privates(OTHER, PAIR_SIZE + 1), { isUrgent: false }),
    ])
  },
}

function privates(label: string, from: number): Copy[] {
  return Array.from({ length: PAIR_SIZE }, (_, index) => ({ chatId: from + index, label }))
}

/** Groups first, then the private chats. */
function copiesFor({ privateChats, groups, perGroup }: Audience): Copy[] {
  const toGroups = Array.from({ length: groups * perGroup }, (_, index): Copy => ({
    chatId: -1 - (index % groups),
    label: NORMAL,
  }))
  const toPeople = Array.from({ length: privateChats }, (_, index): Copy => ({
    chatId: index + 1,
    label: NORMAL,
  }))
  return [...toGroups, ...toPeople]
}
