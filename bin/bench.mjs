#!/usr/bin/env node
// `npm run bench [-- NAME…]`: installs and builds what is missing, then measures and prints JSON.
import { checkNode } from './check-node.mjs'

checkNode()
const { runMain } = await import('./say.mjs')
const { installDependencies } = await import('./install-dependencies.mjs')
const { buildSources } = await import('./build-sources.mjs')
const { runCommand } = await import('./run-command.mjs')

await runMain(async () => {
  await installDependencies({ dev: true })
  await buildSources()
  const args = ['--import', 'tsx', 'test/bench/run.ts', ...process.argv.slice(2)]
  return runCommand(process.execPath, args)
})
