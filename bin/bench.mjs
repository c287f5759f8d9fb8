#!/usr/bin/env node
// `npm run bench [-- NAME…]`: installs and builds what is missing, then measures and prints JSON.
import { checkNode } from './check-node.mjs'

checkNode()
const { runMain } = await import('./say.mjs')
const { installDependencies } = await import('./install-dependencies.mjs')
const { buildSources } = await import('./build-sources.mjs')
const { bundle } = await import('./bundle.mjs')
const { findRedis } = await import('./find-redis.mjs')
const { runCommand } = await import('./run-command.mjs')

await runMain(async () => {
  await installDependencies({ dev: true })
  await buildSources()
  const names = process.argv.slice(2).filter((arg) => !arg.startsWith('--'))
  if (names.length === 0 || names.includes('send')) {
    // Each contestant built as the product is: no loader of TypeScript counts as its memory.
    await bundle(['test/bench/send/contestant-main.ts'], '.cache/bench')
    process.env.REDIS_SERVER_PATH = await findRedis()
  }
  const args = ['--import', 'tsx', 'test/bench/run.ts', ...process.argv.slice(2)]
  process.exitCode = (await runCommand(process.execPath, args)).code
})
