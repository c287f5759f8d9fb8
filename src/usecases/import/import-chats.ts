import type { TableSource } from '../../documents/table-row.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import type { Platform } from '../../domain/platform.ts'
import { importTexts } from '../../i18n/import-texts.ts'
import {
  beginGroups,
  findGroupFaults,
  instancesByPlatform,
  resolveGroups,
  stageGroups,
  writeGroups,
  type GroupFault,
  type StagedGroup,
} from '../../storage/import-chats.ts'
import type { Store } from '../../storage/store.ts'
import { readCells } from './cell.ts'
import type { ImportContext } from './import-context.ts'
import { ErrorList, ERRORS_ASKED, type ImportReport } from './import-report.ts'
import { inBatches } from './in-batches.ts'
import { readRows, type Columns, type DataRow } from './read-rows.ts'

type ChatColumn = 'platform' | 'chat_id' | 'title' | 'unit_code' | 'internal'

const COLUMNS: Columns<ChatColumn> = {
  names: ['platform', 'chat_id', 'title', 'unit_code', 'internal'],
  required: ['platform', 'chat_id'],
}
const TITLE_MAX = 200

/**
 * Takes in a table of groups, in a transaction of the caller's: each is bound to the unit that its row
 * names. With any error nothing is written.
 */
export async function importChats(
  tx: Store,
  source: TableSource,
  context: ImportContext,
): Promise<ImportReport> {
  const errors = new ErrorList()
  const instances = context.instances ?? (await instancesByPlatform(tx))
  await beginGroups(tx)
  const rows = await inBatches(
    readRows(source, COLUMNS, errors),
    (row) => readGroup(row, instances, errors),
    (groups) => stageGroups(tx, groups),
  )
  await resolveGroups(tx)
  for (const fault of await findGroupFaults(tx, ERRORS_ASKED)) explain(fault, errors)
  if (!errors.isEmpty) return { rows, added: 0, changed: 0, errors: errors.list() }
  return { rows, ...(await writeGroups(tx, context.now)), errors: [] }
}

function readGroup(
  row: DataRow<ChatColumn>,
  instances: ReadonlyMap<Platform, ChannelInstanceId>,
  errors: ErrorList,
): StagedGroup | undefined {
  const cells = readCells(row, errors)
  const platform = cells.platform('platform', { required: true })
  const instanceId = platform && instances.get(platform)
  if (platform && !instanceId) cells.fail('platform', importTexts.noInstance)
  const group = {
    row: row.row,
    externalId: cells.externalId('chat_id', { required: true }),
    title: cells.text('title', { max: TITLE_MAX }),
    unitCode: cells.unitCode('unit_code'),
    internal: cells.flag('internal'),
  }
  return instanceId && group.externalId !== '' ? { ...group, instanceId } : undefined
}

function explain({ row, fault, other }: GroupFault, errors: ErrorList): void {
  switch (fault) {
    case 'double':
      return errors.add(row, 'chat_id', importTexts.doubleOf(other ?? row))
    case 'unknown-unit':
      return errors.add(row, 'unit_code', importTexts.unknownUnit)
    case 'private':
      return errors.add(row, 'chat_id', importTexts.privateChat)
  }
}
