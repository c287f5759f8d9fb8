/** The queue cannot be used, with a sentence for the operator that shows no secret. */
export class QueueError extends Error {
  override readonly name = 'QueueError'
  readonly sentence = {
    vi: 'Không kết nối được tới Redis ở REDIS_URL; hãy kiểm tra địa chỉ, mật khẩu và xem máy chủ đã chạy chưa.',
    en: 'The Redis at REDIS_URL cannot be reached; check the address, the password and whether the server runs.',
  }

  constructor() {
    super('The Redis at REDIS_URL cannot be reached.')
  }
}
