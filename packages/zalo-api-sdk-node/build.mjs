#!/usr/bin/env node
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/*
 * Compiles the package twice, for `import` and for `require`, with nothing but TypeScript; what is given on the
 * command line goes to both runs. A file in each folder says which of the two kinds of module its `.js` are.
 */
const here = import.meta.dirname
const typescript = createRequire(import.meta.url).resolve('typescript/package.json')
const tsc = join(dirname(typescript), 'bin', 'tsc')

rmSync(join(here, 'dist'), { recursive: true, force: true })
for (const [project, folder, type] of [
  ['tsconfig.json', 'esm', 'module'],
  ['tsconfig.cjs.json', 'cjs', 'commonjs'],
]) {
  const args = [tsc, '-p', join(here, project), ...process.argv.slice(2)]
  const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' })
  if (status !== 0) process.exit(status ?? 1)
  nameCompiledFiles(join(here, 'dist', folder))
  writeFileSync(join(here, 'dist', folder, 'package.json'), `{ "type": "${type}" }\n`)
}

/** Declarations keep the `.ts` of the sources' imports, which a package must not name: it ships none. */
function nameCompiledFiles(folder) {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.d.ts')) continue
    const path = join(folder, name)
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replaceAll(/(['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'))
  }
}
