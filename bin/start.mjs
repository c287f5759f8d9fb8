#!/usr/bin/env node
import { checkNode } from './check-node.mjs'

checkNode()
const { prepareAndImport } = await import('./prepare-and-import.mjs')
await prepareAndImport('main.js', { serves: true })
