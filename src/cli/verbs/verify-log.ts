import { verifyAudit } from '../../storage/audit.ts'
import { withStore } from '../open-store.ts'
import type { ExitCode } from '../refusal.ts'
import type { Terminal } from '../terminal.ts'

const BROKEN = {
  missing: 'thiếu mục / an entry is missing',
  unlinked: 'mục không nối với mục trước / the entry is not linked to the one before',
  changed: 'mục đã bị sửa / the entry was changed',
} as const

/** `nhipcau audit verify`: reads the whole log and says whether its chain holds. */
export async function verifyLog(terminal: Terminal, { json }: { json?: true }): Promise<ExitCode> {
  const verdict = await withStore(terminal, ({ store }) => verifyAudit(store))
  if (json) terminal.out(`${JSON.stringify(verdict)}\n`)
  else if (verdict.kind === 'intact')
    terminal.out(
      `Nhật ký nguyên vẹn: ${verdict.entries} mục. / The log is intact: ${verdict.entries} entries.\n`,
    )
  else
    terminal.err(
      `Nhật ký không còn nguyên vẹn ở mục ${verdict.seq}: ${BROKEN[verdict.reason]}. / The log is broken at entry ${verdict.seq}.\n`,
    )
  return verdict.kind === 'intact' ? 0 : 1
}
