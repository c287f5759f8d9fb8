import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Folder of this checkout, wherever it is called from. */
export const checkout = resolve(dirname(fileURLToPath(import.meta.url)), '..')
