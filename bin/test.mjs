#!/usr/bin/env node
import { checkNode } from './check-node.mjs'

checkNode()
const { runMain } = await import('./say.mjs')
const { testEverything } = await import('./test-everything.mjs')
await runMain(() => testEverything(process.argv.slice(2)))
