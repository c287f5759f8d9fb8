import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '..')
const WORKSPACE = join(PACKAGE, '../..')
const NOT_PUBLISHED = ['node_modules', 'dist', 'test']

/** Of `@types/node`, which a program in TypeScript has beside the package. */
const TYPES = join(WORKSPACE, 'node_modules/@types')
const TSC = join(WORKSPACE, 'node_modules/typescript/bin/tsc')

/** A build, a pack and an installation, on a machine that does other things too. */
export const PACKING_MS = 300_000

export interface Outcome {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** The package as a stranger has it: packed, and installed into a project that has nothing else. */
export interface PackedPackage {
  /** The project; files go here. */
  readonly project: string
  /** Paths in the tarball. */
  readonly files: readonly string[]
  write(name: string, text: string): void
  /** Runs a file of the project. */
  node(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>
  /** Compiles files of the project strictly, the package's declarations too. */
  compile(names: readonly string[], options: readonly string[]): Promise<Outcome>
  remove(): void
}

/**
 * Builds and packs a copy of the package, so that the workspace's own `dist`, which other tests may be running,
 * stays as it is.
 */
export async function packPackage(): Promise<PackedPackage> {
  const home = mkdtempSync(join(tmpdir(), 'zalo-package-'))
  const copy = join(home, 'packages/zalo-api-sdk-node')
  const project = join(home, 'project')
  cpSync(PACKAGE, copy, {
    recursive: true,
    filter: (path) => !NOT_PUBLISHED.some((name) => path === join(PACKAGE, name)),
  })
  cpSync(join(WORKSPACE, 'tsconfig.json'), join(home, 'tsconfig.json'))
  symlinkSync(join(WORKSPACE, 'node_modules'), join(home, 'node_modules'))
  const packed = await mustRun('npm', ['pack', '--json', '--pack-destination', home], copy)
  // The build may speak first.
  const [tarball] = JSON.parse(packed.slice(packed.indexOf('[\n'))) as [Tarball]

  // Out of reach of the workspace's packages.
  rmSync(join(home, 'node_modules'))
  mkdirSync(project)
  writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true }')
  const install = ['install', '--offline', '--no-audit', '--no-fund', '--ignore-scripts']
  await mustRun('npm', [...install, join(home, tarball.filename)], project)
  return {
    project,
    files: tarball.files.map(({ path }) => path),
    write: (name, text) => writeFileSync(join(project, name), text),
    node: (args, env) => run(process.execPath, args, project, env),
    compile: (names, options) => {
      const strict = [
        '--ignoreConfig',
        '--strict',
        '--target',
        'ES2023',
        '--skipLibCheck',
        'false',
        '--noEmit',
        'false',
      ]
      const types = ['--typeRoots', TYPES]
      return run(process.execPath, [TSC, ...strict, ...types, ...options, ...names], project)
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

interface Tarball {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

async function mustRun(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, cwd)
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${stdout}${stderr}`)
  return stdout
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env }, timeout: 60_000 }
    execFile(command, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1
      resolve({ code, stdout, stderr })
    })
  })
}
