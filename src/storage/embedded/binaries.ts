import { randomUUID } from 'node:crypto'
import { chmod, cp, mkdir, readdir, readFile, rename, rm, symlink } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { EmbeddedPostgresError } from './embedded-postgres-error.ts'
import { runTool } from './run-tool.ts'
import type { ServerUser } from './server-user.ts'

const COPY_PREFIX = 'binaries-'

export interface Binaries {
  postgres: string
  initdb: string
  /** Major version, for instance 18. */
  major: number
  /** Folder of a copy made for this cluster; undefined where the installed package is used as it is. */
  copy?: string
}

/**
 * Finds PostgreSQL in the platform's package and makes sure that `user` can run it: the links that
 * npm packages cannot carry are made here (install scripts may be off), and the files are copied into
 * `clusterRoot` where the user cannot reach the checkout (for instance under /root).
 */
export async function prepareBinaries(user: ServerUser, clusterRoot: string): Promise<Binaries> {
  const native = await findInstalled()
  if (await makeLinks(native).then(yes, no)) {
    const installed = await probeBinaries(user, native)
    if (installed.kind === 'usable') return installed.binaries
  }
  const copy = await copyPath(native, clusterRoot)
  let probe = await probeBinaries(user, copy)
  if (probe.kind === 'unusable') {
    await copyBinaries(native, copy)
    probe = await probeBinaries(user, copy)
  }
  if (probe.kind === 'usable') return { ...probe.binaries, copy }
  throw new EmbeddedPostgresError(
    'embedded.binaries_unusable',
    {
      vi: 'Không chạy được PostgreSQL kèm theo trên máy này; hãy đặt DATABASE_URL tới một máy chủ PostgreSQL.',
      en: 'The embedded PostgreSQL does not run on this machine; set DATABASE_URL to a PostgreSQL server.',
    },
    probe.output,
  )
}

/** Deletes copies of other versions. Only for who has just started the cluster's one server. */
export async function removeOldCopies(clusterRoot: string, inUse?: string): Promise<void> {
  const names = (await readdir(clusterRoot)).filter((name) => name.startsWith(COPY_PREFIX))
  for (const name of names)
    if (join(clusterRoot, name) !== inUse)
      await rm(join(clusterRoot, name), { recursive: true, force: true })
}

async function findInstalled(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  try {
    const paths = (await import(name)) as { postgres: string }
    return resolve(paths.postgres, '..', '..')
  } catch (error) {
    throw new EmbeddedPostgresError(
      'embedded.unsupported_platform',
      {
        vi: `Không có PostgreSQL kèm theo cho ${process.platform}-${process.arch}; hãy chạy lại npm ci hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL.`,
        en: `There is no embedded PostgreSQL for ${process.platform}-${process.arch}; run npm ci again or set DATABASE_URL to a PostgreSQL server.`,
      },
      String(error),
    )
  }
}

/** Makes the missing links that `pg-symlinks.json` lists; its paths are written from the package. */
async function makeLinks(native: string): Promise<void> {
  const list = await readFile(join(native, 'pg-symlinks.json'), 'utf8')
  const links = JSON.parse(list) as { source: string; target: string }[]
  for (const { source, target } of links) {
    const link = join(native, relative('native', target))
    await symlink(relative(dirname(target), source), link).catch(ignoreExisting)
  }
}

const yes = (): boolean => true
const no = (): boolean => false

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

type Probe = { kind: 'usable'; binaries: Binaries } | { kind: 'unusable'; output: string }

/** Really runs the server as `user`: folder rights, execute bits and libraries in one question. */
async function probeBinaries(user: ServerUser, native: string): Promise<Probe> {
  const postgres = join(native, 'bin', 'postgres')
  const { code, output } = await runTool(user, postgres, ['-V'])
  const major = /\(PostgreSQL\) (\d+)/.exec(output)?.[1]
  if (code !== 0 || !major) return { kind: 'unusable', output }
  return {
    kind: 'usable',
    binaries: { postgres, initdb: join(native, 'bin', 'initdb'), major: Number(major) },
  }
}

/** Copies under a new name and renames, so that a copy that exists is whole. */
async function copyBinaries(native: string, copy: string): Promise<void> {
  const unfinished = `${copy}-new-${randomUUID()}`
  await mkdir(unfinished)
  await chmod(unfinished, 0o755)
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true })
  await makeLinks(unfinished)
  await rm(copy, { recursive: true, force: true })
  await rename(unfinished, copy)
}

async function copyPath(native: string, clusterRoot: string): Promise<string> {
  const manifest = await readFile(join(native, '..', 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return join(clusterRoot, `${COPY_PREFIX}${version}`)
}
