import { sql } from 'kysely'
import { newId, type ChannelInstanceId, type ChatId } from '../domain/id.ts'
import type { Platform } from '../domain/platform.ts'
import { chatKey } from './chats.ts'
import { analyzeStage, makeStage, stageRows } from './import-stage.ts'
import { endUnbound } from './sending/end-unbound.ts'
import { planReturned } from './sending/plan-again.ts'
import type { Store } from './store.ts'

export interface StagedGroup {
  readonly row: number
  readonly instanceId: ChannelInstanceId
  readonly externalId: string
  readonly title: string
  readonly unitCode: string
  readonly internal: boolean
}

export type GroupFaultKind = 'double' | 'unknown-unit' | 'private'

export interface GroupFault {
  readonly row: number
  readonly fault: GroupFaultKind
  readonly other: number | null
}

/** The bot or OA of each platform that the service knows; of several the one that came last. */
export async function instancesByPlatform(
  store: Store,
): Promise<ReadonlyMap<Platform, ChannelInstanceId>> {
  const rows = await store.db
    .selectFrom('channel_instance')
    .select(['id', 'platform'])
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return new Map(rows.map((row) => [row.platform, row.id]))
}

export async function beginGroups(tx: Store): Promise<void> {
  await makeStage(
    tx,
    'import_group',
    `row_no integer, instance_id uuid, chat_key bytea, chat_enc bytea, title text, unit_code text,
     internal boolean, new_id uuid, binding_id uuid,
     chat_id uuid, is_new boolean default true, is_changed boolean default false, unit_id uuid`,
  )
}

export async function stageGroups(tx: Store, groups: readonly StagedGroup[]): Promise<void> {
  await stageRows(tx, 'import_group', {
    row_no: { type: 'integer', values: groups.map(({ row }) => row) },
    instance_id: { type: 'uuid', values: groups.map(({ instanceId }) => instanceId) },
    chat_key: { type: 'bytea', values: groups.map((group) => chatKey(tx, group.externalId)) },
    chat_enc: {
      type: 'bytea',
      values: groups.map((group) => tx.keys.encrypt(group.externalId, 'chat.external')),
    },
    title: { type: 'text', values: groups.map(({ title }) => title) },
    unit_code: { type: 'text', values: groups.map(({ unitCode }) => unitCode) },
    internal: { type: 'boolean', values: groups.map(({ internal }) => internal) },
    new_id: { type: 'uuid', values: groups.map(() => newId()) },
    binding_id: { type: 'uuid', values: groups.map(() => newId()) },
  })
}

/** Finds the chat and the unit that each staged row means. */
export async function resolveGroups(tx: Store): Promise<void> {
  await analyzeStage(tx, 'import_group')
  await sql`
    update import_group i set chat_id = c.id, is_new = false from chat c
    where c.channel_instance_id = i.instance_id and c.external_key = i.chat_key`.execute(tx.db)
  await sql`
    update import_group i set unit_id = v.unit_id from unit_version v
    where i.unit_code <> '' and v.valid_to is null and lower(v.code) = lower(i.unit_code)`.execute(
    tx.db,
  )
}

export async function findGroupFaults(tx: Store, limit: number): Promise<GroupFault[]> {
  const { rows } = await sql<{ row_no: number; fault: GroupFaultKind; other: number | null }>`
    (select row_no, 'double' as fault, other from (
        select row_no, min(row_no) over (partition by instance_id, chat_key) as other
        from import_group) all_rows
      where row_no <> other order by row_no limit ${limit})
    union all
    (select row_no, 'unknown-unit', null from import_group
      where unit_code <> '' and unit_id is null order by row_no limit ${limit})
    union all
    (select i.row_no, 'private', null from import_group i join chat c on c.id = i.chat_id
      where c.type = 'private' order by row_no limit ${limit})`.execute(tx.db)
  return rows.map((row) => ({ row: row.row_no, fault: row.fault, other: row.other }))
}

/** Writes the staged groups and binds them; an empty title or unit leaves what is there. */
export async function writeGroups(
  tx: Store,
  now: Date,
): Promise<{ added: number; changed: number }> {
  // A group that the service learns of in this very moment is taken as it is then.
  await sql`
    insert into chat (id, channel_instance_id, type, external_key, external_enc, title, internal,
        state_at, announced_at)
      select new_id, instance_id, 'group', chat_key, chat_enc, title, internal, ${now},
        case when unit_id is null then null else ${now}::timestamptz end
      from import_group where is_new order by row_no
    on conflict (channel_instance_id, external_key) do nothing`.execute(tx.db)
  await sql`
    update import_group i set chat_id = c.id from chat c
    where i.chat_id is null and c.channel_instance_id = i.instance_id
      and c.external_key = i.chat_key`.execute(tx.db)
  await sql`
    update import_group i set is_changed = true from chat c
    where c.id = i.chat_id and ((i.title <> '' and c.title <> i.title) or c.internal <> i.internal)`.execute(
    tx.db,
  )
  await sql`
    update chat c set internal = i.internal,
      title = case when i.title = '' then c.title else i.title end
    from import_group i where c.id = i.chat_id and i.is_changed`.execute(tx.db)
  await bindGroups(tx, now)
  const { rows } = await sql<{ added: string; changed: string }>`
    select count(*) filter (where is_new) as added,
      count(*) filter (where is_changed and not is_new) as changed from import_group`.execute(tx.db)
  return { added: Number(rows[0]?.added ?? 0), changed: Number(rows[0]?.changed ?? 0) }
}

/** Binds each group to its unit from now on, where it is not bound to it already. */
async function bindGroups(tx: Store, now: Date): Promise<void> {
  await sql`
    update import_group i set is_changed = true
    where unit_id is not null and not exists (
      select from chat_binding b
      where b.chat_id = i.chat_id and b.valid_to is null and b.unit_id = i.unit_id)`.execute(tx.db)
  await sql`
    update chat_binding b set valid_to = ${now} from import_group i
    where i.is_changed and i.unit_id is not null and b.chat_id = i.chat_id
      and b.valid_to is null and b.unit_id <> i.unit_id`.execute(tx.db)
  const { rows } = await sql<{ chat_id: ChatId }>`
    insert into chat_binding (id, chat_id, unit_id, valid_from)
      select binding_id, chat_id, unit_id, ${now} from import_group
      where is_changed and unit_id is not null order by row_no
    on conflict (chat_id) where valid_to is null do nothing
    returning chat_id`.execute(tx.db)
  const bound = rows.map((binding) => binding.chat_id)
  await planReturned(tx, bound, now)
  await endUnbound(tx, bound, now)
}
