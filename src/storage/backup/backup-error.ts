/** Why a backup was not made or not restored, with a sentence for the operator that shows no secret. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  readonly sentence: { vi: string; en: string }

  constructor(vi: string, en: string) {
    super(`${vi} (${en})`)
    this.sentence = { vi, en }
  }
}
