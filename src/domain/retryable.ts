/**
 * What `Thử lại` would send is counted no further, neither what is lost nor what is in doubt: of each copy it is asked whom it
 * is still for, and of a million that took half a minute.
 */
export const RETRYABLE_COUNTED = 1_000
