import { loadConfig } from '../../../config/config.ts'
import { variables } from '../../../config/variables.ts'
import type { DocumentReading } from '../../domain/document/document-reading.ts'
import { readDocument } from '../../domain/document/read-document.ts'
import { noticeKindOf } from '../../domain/notice-content.ts'
import { doubtsOf } from '../../domain/notice.ts'
import { dayOf, formatDay } from '../../domain/time/format.ts'
import { readingLines } from '../reading-lines.ts'
import { readDocumentFile } from '../read-document-file.ts'
import type { ExitCode } from '../refusal.ts'
import type { JsonOption } from '../tell-result.ts'
import type { Terminal } from '../terminal.ts'

/** `nhipcau read`: what the reader finds in a document; nothing is stored and no database is needed. */
export async function readFileVerb(
  terminal: Terminal,
  named: string,
  options: JsonOption & { text?: true },
): Promise<ExitCode> {
  const { text, marking } = await readDocumentFile(terminal, named)
  if (marking !== null)
    terminal.err(
      `Văn bản có dấu “${marking}”: không đưa lên mạng và không gửi bằng dịch vụ này. / The document is marked; do not send it by this service.\n`,
    )
  if (options.text) {
    // Exactly the text: places in the JSON count from its first character to its last.
    terminal.out(text)
    return 0
  }
  const read = readDocument(text, dayOf(new Date(), zoneOf(terminal)))
  // As on the card: that nothing is assigned is no fault of an announcement.
  const warnings = [...doubtsOf({ kind: noticeKindOf(read.kind), warnings: read.warnings })]
  const reading = { ...read, warnings }
  terminal.out(options.json ? `${JSON.stringify(reading, null, 2)}\n` : summary(reading))
  return 0
}

/** A configuration with a fault does not keep anybody from reading a document. */
function zoneOf({ env, cwd }: Terminal): string {
  const loaded = loadConfig(env, cwd)
  return loaded.kind === 'ok' ? loaded.config.timeZone : variables.TIME_ZONE.schema.parse(undefined)
}

function summary(reading: DocumentReading): string {
  const lines = [
    field('Tiêu đề', reading.title),
    field('Số, ký hiệu', reading.number),
    field('Ngày ban hành', reading.issued_on && formatDay(reading.issued_on)),
    field('Cơ quan ban hành', reading.issuer),
    field('Chủ trì', reading.chair),
    ...readingLines(
      reading.items.map(({ text, assignee, deadline }) => ({
        text,
        assignee: assignee?.text ?? null,
        deadline: deadline?.text ?? null,
      })),
      reading.warnings,
    ),
  ]
  return `${lines.join('\n')}\n`
}

function field(name: string, value: string | null): string {
  return `${name}: ${value ?? '(không ghi)'}`
}
