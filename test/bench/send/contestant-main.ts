import type { Sender } from './contestants/sender.ts'
import { createMeasure } from './measure.ts'
import type { Task } from './task.ts'

/**
 * One contestant as a process of its own: does its task and prints one line of JSON. Loads what it needs and
 * nothing of the others, so that its memory is its own.
 */
const task = JSON.parse(process.env['BENCH_TASK'] ?? '') as Task
if (task.role === 'second') await help()
else process.stdout.write(`${JSON.stringify(await compete())}\n`)

async function compete() {
  const measure = createMeasure(task)
  if (task.contestant === 'nhipcau') {
    const { nhipcau } = await import('./contestants/nhipcau.ts')
    return nhipcau(task, measure)
  }
  const { runScenario } = await import('./contestants/run-scenario.ts')
  const sender = await openSender()
  const told = await runScenario(task, sender, measure)
  await sender.close()
  return told
}

/** Runs beside the first process of its kind until its standard input ends. */
async function help(): Promise<void> {
  const stop = await startHelping()
  process.stdout.write('ready\n')
  process.stdin.resume().once('end', () => void stop())
}

async function startHelping(): Promise<() => Promise<void>> {
  if (task.contestant === 'nhipcau') {
    const { nhipcauSecond } = await import('./contestants/nhipcau.ts')
    return nhipcauSecond(task)
  }
  const sender = await openSender()
  return () => sender.close()
}

async function openSender(): Promise<Sender> {
  switch (task.contestant) {
    case 'bare-undici':
      return (await import('./contestants/bare-undici.ts')).bareUndici(task)
    case 'least-record':
      return (await import('./contestants/least-record.ts')).leastRecord(task)
    case 'prototype':
      return (await import('./contestants/prototype.ts')).prototype(task)
    case 'telegraf-for':
    case 'telegraf-p-limit':
      return (await import('./contestants/telegraf-loop.ts')).telegrafLoop(task)
    case 'grammy':
      return (await import('./contestants/grammy.ts')).grammy(task)
    case 'bullmq-redis':
    case 'bullmq-postgres':
      return (await import('./contestants/bullmq.ts')).bullmq(task)
    case 'nhipcau':
      throw new Error('the service drives itself')
  }
}
