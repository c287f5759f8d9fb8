#!/usr/bin/env node
// `npm run faults [-- --platform NAME --seed N --only NAME]`: installs and builds what is missing, then runs the fault runs.
import { checkNode } from './check-node.mjs'

checkNode()
const { runMain } = await import('./say.mjs')
const { findRedis } = await import('./find-redis.mjs')
const { installDependencies } = await import('./install-dependencies.mjs')
const { buildSources } = await import('./build-sources.mjs')
const { runCommand } = await import('./run-command.mjs')

await runMain(async () => {
  await installDependencies({ dev: true })
  await buildSources()
  process.env.REDIS_SERVER_PATH = await findRedis()
  const args = ['--import', 'tsx', 'test/faults/run.ts', ...process.argv.slice(2)]
  process.exitCode = (await runCommand(process.execPath, args)).code
})
