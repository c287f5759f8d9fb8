/** News that nobody paid for in three days is none; a person decides whether it still goes. */
export const QUOTA_PATIENCE_MS = 3 * 24 * 3_600_000
