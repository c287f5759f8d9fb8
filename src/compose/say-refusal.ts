import type { Config } from '../../config/config.ts'
import type { Logger } from '../observability/logger.ts'
import { reasonBeneath } from '../observability/reason-beneath.ts'

/**
 * Ends a start that failed with one clear sentence. What lies beneath it goes to the log, where secrets are
 * masked; what is not expected goes there with its stack, and shows only its code here.
 */
export function sayRefusal(error: unknown, { http, dataDir }: Config, log: Logger): never {
  const { code, syscall, name } = error as NodeJS.ErrnoException
  const { sentence } = error as { sentence?: { vi: string; en: string } }
  const reason = sentence && reasonBeneath(error)
  if (reason) log.error({ code, reason }, 'the start failed')
  if (sentence) process.stderr.write(`${sentence.vi} / ${sentence.en}\n`)
  else if (code === 'EADDRINUSE')
    process.stderr.write(
      `Cổng ${http.port} đang được chương trình khác dùng. Hãy tắt chương trình đó hoặc đặt PORT khác. / Port ${http.port} is in use; stop the other program or set another PORT.\n`,
    )
  else if (['listen', 'getaddrinfo'].includes(syscall ?? ''))
    process.stderr.write(
      `Không mở được địa chỉ ${http.host}:${http.port}; hãy kiểm tra HOST và PORT. / Cannot listen on ${http.host}:${http.port}; check HOST and PORT.\n`,
    )
  else {
    log.fatal({ err: error }, 'the start failed')
    process.stderr.write(
      `Không khởi động được (${code ?? name}); chi tiết ở nhật ký phía trên. Dữ liệu ở ${dataDir} vẫn nguyên. / The start failed; see the log above. The data is untouched.\n`,
    )
  }
  process.exit(1)
}
