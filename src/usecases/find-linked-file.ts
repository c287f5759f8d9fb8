import { openFileLink } from '../domain/file-link.ts'
import { readStoredFile, type StoredFile } from '../storage/files.ts'
import type { Store } from '../storage/store.ts'

/** The file behind a link that we gave out; undefined: the link is not ours, is over, or the file is gone. */
export async function findLinkedFile(
  store: Store,
  token: string,
  now: Date,
): Promise<StoredFile | undefined> {
  const id = openFileLink(store.keys, token, now)
  return id === null ? undefined : readStoredFile(store, id)
}
