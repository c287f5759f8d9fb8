import { placeOf, withStore } from '../open-store.ts'
import type { ExitCode } from '../refusal.ts'
import { tellResult, type JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau migrate`: brings the schema up to date and proves that the key fits. */
export async function migrate(terminal: Terminal, options: JsonOption): Promise<ExitCode> {
  return withStore<ExitCode>(
    terminal,
    async ({ config, applied }) => {
      tellResult(terminal, options, { applied }, sentence(applied, placeOf(config)))
      return 0
    },
    () => true,
  )
}

function sentence(applied: readonly string[], place: string): string {
  return applied.length === 0
    ? `Cơ sở dữ liệu (${place}) đã ở bản mới nhất. / The database is up to date.`
    : `Đã nâng cấp cơ sở dữ liệu (${place}): ${applied.join(', ')}. / The database was brought up to date.`
}
