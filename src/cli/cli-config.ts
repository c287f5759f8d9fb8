import { loadConfig, type Config } from '../../config/config.ts'
import { Refusal } from './refusal.ts'
import type { Terminal } from './terminal.ts'

/** The configuration, or a refusal with one sentence for each wrong variable. */
export function requireConfig({ env, cwd }: Terminal): Config {
  const loaded = loadConfig(env, cwd)
  if (loaded.kind === 'ok') return loaded.config
  throw new Refusal(loaded.problems.join('\n'))
}
