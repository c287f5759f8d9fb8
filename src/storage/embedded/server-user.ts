import { readFileSync } from 'node:fs'

/** The system user that the database server runs as. `drops`: we are root and become that user. */
export interface ServerUser {
  uid: number
  gid: number
  drops: boolean
}

/** PostgreSQL refuses to run as root; these exist on nearly every system, so that none is created. */
const CANDIDATES = ['postgres', 'nobody']
const OVERFLOW_ID = 65534

/**
 * Chooses the server's user: ourselves unless we are root; else the owner of existing data, else
 * `postgres`, else `nobody`.
 */
export function chooseServerUser(ownerOfData?: { uid: number; gid: number }): ServerUser {
  const uid = process.getuid?.() ?? 0
  if (uid !== 0) return { uid, gid: process.getgid?.() ?? uid, drops: false }
  if (ownerOfData && ownerOfData.uid !== 0) return { ...ownerOfData, drops: true }
  const accounts = parseAccounts(readAccounts())
  const found = CANDIDATES.map((name) => accounts.get(name)).find(
    (account) => account !== undefined,
  )
  return { uid: OVERFLOW_ID, gid: OVERFLOW_ID, ...found, drops: true }
}

function readAccounts(): string {
  try {
    return readFileSync('/etc/passwd', 'utf8')
  } catch {
    return ''
  }
}

function parseAccounts(passwd: string): Map<string, { uid: number; gid: number }> {
  const accounts = new Map<string, { uid: number; gid: number }>()
  for (const line of passwd.split('\n')) {
    const [name, , uid, gid] = line.split(':')
    if (name && Number(uid) > 0 && Number(gid) > 0)
      accounts.set(name, { uid: Number(uid), gid: Number(gid) })
  }
  return accounts
}
