import type { TableSource } from '../../documents/table-row.ts'
import type { ChannelInstanceId } from '../../domain/id.ts'
import { normalisePhone } from '../../domain/phone.ts'
import type { Platform } from '../../domain/platform.ts'
import { ROLES, type Role } from '../../domain/role.ts'
import { dayOf } from '../../domain/time/format.ts'
import { importTexts } from '../../i18n/import-texts.ts'
import { instancesByPlatform } from '../../storage/import-chats.ts'
import {
  beginPeople,
  resolvePeople,
  stagePeople,
  writePeople,
  type PersonFault,
  type StagedPerson,
} from '../../storage/import-people.ts'
import type { Store } from '../../storage/store.ts'
import { endDuties } from '../officers/end-duties.ts'
import { readCells, type CellReader } from './cell.ts'
import type { ImportContext } from './import-context.ts'
import { ErrorList, ERRORS_ASKED, type ImportReport } from './import-report.ts'
import { inBatches } from './in-batches.ts'
import { readRows, type Columns, type DataRow } from './read-rows.ts'

type PersonColumn = 'full_name' | 'unit_code' | 'role' | 'platform' | 'account_id' | 'phone'

const COLUMNS: Columns<PersonColumn> = {
  names: ['full_name', 'unit_code', 'role', 'platform', 'account_id', 'phone'],
  required: ['full_name', 'unit_code'],
}
const NAME_MAX = 200

/**
 * Takes in a table of people and their posts, in a transaction of the caller's. Rows alike in name and
 * phone, or in account, are one person. `added` and `changed` count persons. Who is an officer no more by it, or has got
 * an account of one, gets nothing more that waited there for an officer. With any error nothing is written.
 */
export async function importPeople(
  tx: Store,
  source: TableSource,
  context: ImportContext,
): Promise<ImportReport> {
  const errors = new ErrorList()
  const instances = context.instances ?? (await instancesByPlatform(tx))
  await beginPeople(tx)
  const rows = await inBatches(
    readRows(source, COLUMNS, errors),
    (row) => readPerson(row, instances, errors),
    (people) => stagePeople(tx, people),
  )
  for (const fault of await resolvePeople(tx, ERRORS_ASKED)) explain(fault, errors)
  if (!errors.isEmpty) return { rows, added: 0, changed: 0, errors: errors.list() }
  const { stoodDown, ...written } = await writePeople(tx, {
    today: dayOf(context.now, context.timeZone),
    now: context.now,
    privateChats: context.privateChats ?? 'never-started',
  })
  await endDuties(tx, stoodDown, context.now)
  return { rows, ...written, errors: [] }
}

function readPerson(
  row: DataRow<PersonColumn>,
  instances: ReadonlyMap<Platform, ChannelInstanceId>,
  errors: ErrorList,
): StagedPerson | undefined {
  const cells = readCells(row, errors)
  const person = {
    row: row.row,
    name: cells.text('full_name', { max: NAME_MAX, required: true }),
    unitCode: cells.unitCode('unit_code', { required: true }),
    role: readRole(row, cells),
    account: readAccount(cells, instances),
    phone: readPhone(cells),
  }
  return person.name !== '' && person.unitCode !== '' ? person : undefined
}

function readRole({ cells }: DataRow<PersonColumn>, reader: CellReader<PersonColumn>): Role {
  const text = cells.role.trim().toLowerCase()
  const role = text === '' ? 'member' : ROLES.find((known) => known === text)
  if (!role) reader.fail('role', importTexts.badRole)
  return role ?? 'member'
}

function readAccount(
  cells: CellReader<PersonColumn>,
  instances: ReadonlyMap<Platform, ChannelInstanceId>,
): StagedPerson['account'] {
  const platform = cells.platform('platform')
  const externalId = cells.externalId('account_id')
  if (!platform) {
    if (externalId !== '' && cells.isEmpty('platform'))
      cells.fail('platform', importTexts.accountWithoutPlatform)
    return null
  }
  const instanceId = instances.get(platform)
  if (cells.isEmpty('account_id')) cells.fail('account_id', importTexts.platformWithoutAccount)
  else if (!instanceId) cells.fail('platform', importTexts.noInstance)
  return instanceId && externalId !== '' ? { instanceId, externalId } : null
}

function readPhone(cells: CellReader<PersonColumn>): string | null {
  const text = cells.text('phone', { max: 30, mayLookLikeFormula: true })
  if (text === '') return null
  const phone = normalisePhone(text)
  if (phone === null) cells.fail('phone', importTexts.badPhone)
  return phone
}

function explain({ row, fault, other }: PersonFault, errors: ErrorList): void {
  switch (fault) {
    case 'unknown-unit':
      return errors.add(row, 'unit_code', importTexts.unknownUnit)
    case 'other-name':
      return errors.add(row, 'full_name', importTexts.accountOfOtherName(other ?? row))
    case 'other-phone':
      return errors.add(row, 'phone', importTexts.accountOfOtherPhone(other ?? row))
    case 'several-alike':
      return errors.add(row, 'full_name', importTexts.severalAlike)
    case 'said-twice':
      return errors.add(row, 'full_name', importTexts.saidTwice(other ?? row))
    case 'which-known':
      return errors.add(row, 'full_name', importTexts.whichKnown)
  }
}
