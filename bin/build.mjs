#!/usr/bin/env node
import { checkNode } from './check-node.mjs'

checkNode()
const { buildSources } = await import('./build-sources.mjs')
const { runMain } = await import('./say.mjs')
await runMain(buildSources)
