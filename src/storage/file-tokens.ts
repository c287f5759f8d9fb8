import type { ChannelInstanceId, FileId } from '../domain/id.ts'
import type { Store } from './store.ts'

const PURPOSE = 'file.token'

/** The platform's name of a file that was uploaded before, and when; undefined: it was not. */
export async function findFileToken(
  store: Store,
  instanceId: ChannelInstanceId,
  fileId: FileId,
): Promise<{ token: string; since: Date } | undefined> {
  const row = await store.db
    .selectFrom('file_token')
    .select(['token_enc', 'created_at'])
    .where('file_id', '=', fileId)
    .where('channel_instance_id', '=', instanceId)
    .executeTakeFirst()
  return row && { token: store.keys.decrypt(row.token_enc, PURPOSE), since: row.created_at }
}

/** Keeps the token of an upload; the newest one stands. */
export async function keepFileToken(
  store: Store,
  instanceId: ChannelInstanceId,
  fileId: FileId,
  token: string,
  now: Date,
): Promise<void> {
  const sealed = store.keys.encrypt(token, PURPOSE)
  await store.db
    .insertInto('file_token')
    .values({
      file_id: fileId,
      channel_instance_id: instanceId,
      token_enc: sealed,
      created_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['file_id', 'channel_instance_id'])
        .doUpdateSet({ token_enc: sealed, created_at: now }),
    )
    .execute()
}
