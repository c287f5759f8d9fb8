import type { StorageLog } from '../../src/storage/storage-log.ts'

/** A log for tests that say nothing about logging. */
export const quietLog: StorageLog = { info() {}, warn() {}, error() {} }
