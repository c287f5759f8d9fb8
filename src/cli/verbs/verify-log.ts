import { verifyAudit } from '../../storage/audit.ts'
import { withStore } from '../open-store.ts'
import type { ExitCode } from '../refusal.ts'
import type { JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

const BROKEN = {
  missing: { vi: 'có mục trước đó bị xoá', en: 'entries before it are missing' },
  unlinked: { vi: 'mục này không nối với mục trước', en: 'it is not linked to the one before' },
  changed: { vi: 'mục này đã bị sửa', en: 'it was changed' },
} as const

/** Entries cut off at the end leave no trace but this: whoever noted it earlier sees that it is gone. */
const SHOWN = 16

/** `nhipcau audit verify`: reads the whole log and says whether its chain holds. */
export async function verifyLog(terminal: Terminal, { json }: JsonOption): Promise<ExitCode> {
  const verdict = await withStore(terminal, ({ store }) => verifyAudit(store))
  if (json) terminal.out(`${JSON.stringify(verdict)}\n`)
  else if (verdict.kind === 'intact')
    terminal.out(
      `Nhật ký nguyên vẹn: ${verdict.entries} mục, mã mục cuối ${verdict.lastHash.slice(0, SHOWN)}. / The log is intact: ${verdict.entries} entries; the last one’s hash begins so.\n`,
    )
  else
    terminal.err(
      `Nhật ký không còn nguyên vẹn, chỗ đầu tiên là mục số ${verdict.seq}: ${BROKEN[verdict.reason].vi}. / The log is broken, first at entry ${verdict.seq}: ${BROKEN[verdict.reason].en}.\n`,
    )
  return verdict.kind === 'intact' ? 0 : 1
}
