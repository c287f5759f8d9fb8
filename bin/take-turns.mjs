import { createHash } from 'node:crypto'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { unlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { checkout } from './checkout.mjs'
import { Refusal, say } from './say.mjs'

const WAIT_MS = 10 * 60_000

/**
 * Does the work while no other start of this checkout does. The lock is a socket's name, which the system
 * frees when its owner dies, however it dies: nothing stale can be left behind.
 */
export async function takeTurns(work) {
  const lock = await waitForLock()
  try {
    return await work()
  } finally {
    lock.close()
  }
}

async function waitForLock() {
  const until = Date.now() + WAIT_MS
  for (let told = false; Date.now() < until; told = true) {
    const server = await listen(nameOf('turn'))
    if (server) return server
    if (!told) {
      say(
        'Một tiến trình khác đang chuẩn bị thư mục này, xin chờ…',
        'Another process is preparing this folder, waiting…',
      )
    }
    await sleep(200)
  }
  throw new Refusal(
    'Chờ quá lâu: một tiến trình khác vẫn đang cài đặt trong thư mục này.',
    'Waited too long: another process is still installing in this folder.',
  )
}

/** A server of that name, which nobody has to stop; nothing, where another process has the name. */
export function listen(name) {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.unref()
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve() : reject(error)))
    server.listen(name, () => {
      if (!isAbstract(name)) process.once('exit', () => removeQuietly(name))
      resolve(server)
    })
  })
}

/** Of this checkout. Linux: a name without a file. Elsewhere a file, whose owner can die; then a fresh start may remove it. */
export function nameOf(purpose) {
  const id = createHash('sha256').update(checkout).digest('hex').slice(0, 24)
  const name = purpose === 'turn' ? `nhipcau-${id}` : `nhipcau-${id}-${purpose}`
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`)
}

function isAbstract(name) {
  return name.startsWith('\0')
}

function removeQuietly(path) {
  try {
    unlinkSync(path)
  } catch {
    // Gone already.
  }
}
