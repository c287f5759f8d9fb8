import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { checkout } from './checkout.mjs'

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a program in the checkout and waits. `output`: 'inherit' shows it, 'stderr' shows all of it on standard
 * error, 'collect' keeps it. Signals reach the child; this program then ends as the child did.
 * @returns {Promise<{code: number, output: string}>} 124 when `limitMs` passed.
 */
export function runCommand(command, args, { output = 'inherit', env, limitMs, cwd } = {}) {
  const stdio = {
    inherit: 'inherit',
    stderr: ['ignore', 2, 2],
    collect: ['ignore', 'pipe', 'pipe'],
  }
  return run(spawn(command, args, options(env, cwd, stdio[output])), limitMs)
}

/**
 * Runs a Node program that dies when this one does, even by `kill -9`: it watches a pipe that only this
 * program holds. A half-done installation must not go on beside the next one.
 */
export function runNodeBound(script, args) {
  const watch = 'process.stdin.on("end",()=>process.kill(process.pid,"SIGKILL")).resume().unref()'
  const guard = ['--import', `data:text/javascript,${encodeURIComponent(watch)}`]
  const stdio = ['pipe', 2, 2]
  return run(
    spawn(process.execPath, [...guard, script, ...args], options(undefined, undefined, stdio)),
  )
}

function options(env, cwd = checkout, stdio = 'inherit') {
  return { cwd, env: { ...process.env, ...env }, stdio }
}

function run(child, limitMs) {
  return new Promise((resolve) => {
    const chunks = []
    let received
    let late = false
    const forward = (signal) => {
      received = signal
      child.kill(signal)
    }
    for (const signal of FORWARDED) process.on(signal, forward)
    const timer = limitMs
      ? setTimeout(() => {
          late = true
          child.kill('SIGKILL')
        }, limitMs)
      : undefined

    child.stdout?.on('data', (chunk) => chunks.push(chunk))
    child.stderr?.on('data', (chunk) => chunks.push(chunk))
    const finish = (code, signal, problem = '') => {
      clearTimeout(timer)
      for (const name of FORWARDED) process.off(name, forward)
      if (received) process.exit(128 + constants.signals[received])
      const output = Buffer.concat(chunks).toString() + problem
      resolve({ code: late ? 124 : (code ?? 128 + constants.signals[signal]), output })
    }
    child.on('error', (error) => finish(127, null, `${error.message}\n`))
    child.on('close', (code, signal) => finish(code, signal))
  })
}
