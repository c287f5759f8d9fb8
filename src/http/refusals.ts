import type { FastifyReply } from 'fastify'

/** What an outsider reads when a request is not served: nothing of what goes on inside. */
const REFUSALS = {
  'not-found': {
    status: 404,
    vi: 'Không có trang này.',
    en: 'There is no such page.',
  },
  'wrong-secret': {
    status: 401,
    vi: 'Yêu cầu không mang đúng mã bí mật hoặc chữ ký.',
    en: 'The request does not carry the right secret or signature.',
  },
  'metrics-loopback-only': {
    status: 403,
    vi: 'Chỉ đọc được số liệu từ chính máy chạy dịch vụ; để đọc từ máy khác hãy đặt METRICS_TOKEN.',
    en: 'The figures can be read on this machine only; set METRICS_TOKEN to read them from another.',
  },
  'metrics-token': {
    status: 401,
    vi: 'Cần mã METRICS_TOKEN đúng trong phần Authorization: Bearer.',
    en: 'The right METRICS_TOKEN is needed, as Authorization: Bearer.',
  },
  'not-json': {
    status: 400,
    vi: 'Nội dung không phải JSON hợp lệ.',
    en: 'The body is not valid JSON.',
  },
  'bad-request': {
    status: 400,
    vi: 'Yêu cầu không hợp lệ.',
    en: 'The request is not valid.',
  },
  'too-large': {
    status: 413,
    vi: 'Nội dung quá lớn (tối đa 1 MB).',
    en: 'The body is too large (at most 1 MB).',
  },
  'too-slow': {
    status: 408,
    vi: 'Yêu cầu gửi đến quá chậm.',
    en: 'The request came too slowly.',
  },
  'not-stored': {
    status: 503,
    vi: 'Tạm thời chưa ghi nhận được; xin gửi lại sau ít giây.',
    en: 'It could not be stored for now; please send it again in a few seconds.',
  },
  failed: {
    status: 500,
    vi: 'Hệ thống gặp lỗi; lỗi đã được ghi lại.',
    en: 'Something went wrong; it has been logged.',
  },
} as const

export type Refusal = keyof typeof REFUSALS

export function refuse(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, vi, en } = REFUSALS[refusal]
  return reply.code(status).send({ error: refusal, message: vi, message_en: en })
}

/** The refusal for an error's HTTP status. */
export function refusalFor(status: number | undefined): Refusal {
  if (status === 413) return 'too-large'
  if (status === 408) return 'too-slow'
  if (status === 404) return 'not-found'
  return status !== undefined && status >= 400 && status < 500 ? 'bad-request' : 'failed'
}
