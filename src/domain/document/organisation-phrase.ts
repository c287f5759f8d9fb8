import { cue, loose, trimSpan, type Source, type Span } from './source.ts'

const BLANKS_MAX = 200
/** Longest run of names that still is one addressee. */
const PHRASE_MAX = 260

const DETERMINER = loose(
  '(?:các đồng chí |các |những |từng |mỗi |toàn thể |toàn bộ |tập thể |lãnh đạo |đại diện |cả |mọi |tất cả )',
)
/** Nouns that name who can be given work. */
const HEAD = loose(
  '(?:bộ|sở|ban|phòng|văn phòng|ubnd|ủy ban|ub|hđnd|hội đồng|đảng ủy|huyện ủy|tỉnh ủy|thành ủy|quận ủy|thị ủy|đảng bộ|đảng đoàn|chi bộ|chi ủy|cấp ủy|chính quyền|mttq|mặt trận|ubmttq|hội|chi hội|đoàn|chi đoàn|huyện đoàn|tỉnh đoàn|xã đoàn|đoàn thể|tổ chức|công đoàn|liên đoàn|công an|quân sự|bch|btv|btt|thường trực|thường vụ|trung tâm|trạm|trường|nhà trường|thủ trưởng|người đứng đầu|giám đốc|phó giám đốc|chủ tịch|phó chủ tịch|bí thư|phó bí thư|trưởng|phó|chánh|chỉ huy|đồng chí|đ/c|cơ quan|đơn vị|địa phương|cơ sở|huyện|quận|thị xã|xã|phường|đặc khu|thị trấn|thành phố|tỉnh|thôn|bản|làng|ấp|khối|khu|tổ|ngành|cấp|cục|chi cục|tổng cục|vụ|viện|đài|báo|bưu điện|điện lực|kho bạc|ngân hàng|bảo hiểm|bhxh|hợp tác xã|doanh nghiệp|công ty|chủ đầu tư|chủ hồ|chủ rừng|chủ cơ sở|chủ hộ|chủ phương tiện|nhà thầu|hội viên|đoàn viên|đảng viên|cán bộ|công chức|viên chức|đảng viên|tập đoàn|ban ngành|lực lượng|hộ|thành viên|đại biểu|người dân|nhân dân|bà con|bqp|bca|hkd|tiểu ban|hạt|đồn|viện kiểm sát|tòa án|thanh tra|vnpt|bộ phận|gia đình|anh chị|anh|chị|ông|bà|quý vị|bác)',
)
const START = new RegExp(String.raw`(?:${DETERMINER})*${HEAD}(?![\p{L}\p{N}])`, 'uy')

/** Words at which the name of an addressee is over: verbs, helpers, circumstances. */
const BOUNDARY_WORDS =
  'cần|phải|có trách nhiệm|chịu trách nhiệm|được|tiếp tục|khẩn trương|chủ động|chủ trì|phối hợp|tập trung|tăng cường|thực hiện|triển khai|(?<!các )(?<!mỗi )(?<!ban )tổ chức(?! đảng| chính trị| hội| đoàn| cơ sở| thành viên| xã hội|,)|(?<!ban )(?<!phòng )(?<!sở )(?<!đầu tư )xây dựng|rà soát|(?<!ban )chỉ đạo|(?<!đồng chí )(?<!tập thể )(?<!các )lãnh đạo|hướng dẫn|(?<!ban )kiểm tra|(?<!ban )giám sát|theo dõi|đôn đốc|tham mưu|báo cáo|tổng hợp|nghiên cứu|quan tâm|chú trọng|chú ý|đẩy mạnh|đẩy nhanh|nâng cao|phát huy|quán triệt|nghiêm túc|kịp thời|thường xuyên|tuyên truyền|(?<!ban )vận động|hoàn thành|hoàn thiện|bố trí|sắp xếp|củng cố|kiện toàn|nắm|xử lý|giải quyết|tháo gỡ|cung cấp|hỗ trợ|tạo điều kiện|đề xuất|đề nghị|(?<!chương )(?<!quá )(?<!công )trình|ban hành|xem xét|thẩm định|phê duyệt|lựa chọn|phân công|phân bổ|giao|rút kinh nghiệm|làm|đăng ký|khảo sát|lập|gửi|cử|mời|bám sát|(?<!ban )(?<!cơ quan )quản lý|bảo đảm|đảm bảo|duy trì|phát động|hưởng ứng|tích cực|sớm|sẽ|đã|đang|cùng|tiến hành|chuẩn bị|nộp|thông báo|công khai|niêm yết|cập nhật|thống nhất|đánh giá|sơ kết|tổng kết|nhân rộng|khắc phục|chấn chỉnh|(?<!ban )xác minh|xác định|kết luận|yêu cầu|nhấn mạnh|ghi nhận|quyết định|quyết nghị|đồng ý|trả lời|tiếp thu|tiếp nhận|phân loại|đối thoại|lắng nghe|gặp gỡ|thăm hỏi|giúp đỡ|bàn giao|nghiệm thu|giải ngân|thu hồi|thu gom|thu thập|phòng,? chống|quyết liệt|ứng trực|sẵn sàng|trực tiếp|chấp hành|đấu tranh|ngăn chặn|ưu tiên|dành|lồng ghép|định kỳ|hằng|hàng tháng|hàng tuần|hàng quý|căn cứ|trên cơ sở|trong phạm vi|trong quá trình|trong tháng|trong quý|trong năm|trong thời gian|theo chức năng|theo thẩm quyền|theo nhiệm vụ|ngay|trước ngày|trước khi|trước tháng|chậm nhất|nhanh chóng|đồng thời|nêu cao|giữ|chăm lo|tham gia|đóng góp|phản ánh|hiến|mở|đưa|lấy|tập huấn|bồi dưỡng|khen thưởng|in|treo|dọn|trồng|xóa|gắn|huy động|khuyến khích|kêu gọi|có(?! liên quan| thẩm quyền)|không|cụ thể hóa|thúc đẩy|phấn đấu|quyết tâm|bổ sung|khôi phục|nhập|đổi mới|hạn chế|chuyển|tự|chọn|vào cuộc|nhận|tìm|tính toán|soạn|dự(?! án| kiến| toán)|về dự|họp|và phối hợp|để|là|thì|mà|nhằm|với|khi|nếu|như sau|sau đây|một số|những|các nội dung|nội dung'
const BOUNDARY = new RegExp(
  String.raw`[:;.!?()\[\]]|,(?=\s*$)|\s[–—-]\s|(?<![\p{L}\p{N}])(?:${loose(BOUNDARY_WORDS)})(?![\p{L}\p{N}])`,
  'gu',
)
const TRAILING = /(?:[\s,]|(?<=\s)(?:và|cùng|của|cũng|thì))+$/u

export interface OrganisationPhrase extends Span {
  /** What ended it, on the reading copy: a verb, a punctuation mark, or "" for the end. */
  boundary: string
}

/** Inside a sentence a name is capitalised: "Ban Tổ chức" is no "tổ chức". */
function isNamePart(source: Source, at: number): boolean {
  return source.text[at] !== source.low[at]
}

function findBoundary(source: Source, from: number, to: number): { at: number; word: string } {
  BOUNDARY.lastIndex = 0
  const part = source.low.slice(from, to)
  for (const found of part.matchAll(BOUNDARY)) {
    if (!isNamePart(source, from + found.index)) return { at: from + found.index, word: found[0] }
  }
  return { at: to, word: '' }
}

/** After a comma the list goes on with another name or another noun of this kind. */
function continuesList(source: Source, at: number): boolean {
  const next = source.text.slice(at).search(/\S/u)
  if (next < 0) return false
  START.lastIndex = at + next
  return isNamePart(source, at + next) || START.test(source.low)
}

function cutAtForeignComma(source: Source, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    if (source.low[at] === ',' && !continuesList(source, at + 1)) return at
  }
  return end
}

/**
 * The addressee that begins exactly at `at`: "Hội Nông dân, Hội Phụ nữ và Hội CCB xã" in front of "phối
 * hợp". Undefined when the words there name nobody, or where no end of the name can be told.
 */
export function readOrganisation(
  source: Source,
  at: number,
  limit: number,
): OrganisationPhrase | undefined {
  START.lastIndex = at
  const head = START.exec(source.low)
  if (head === null || at + head[0].length > limit) return undefined
  const from = at + head[0].length
  const boundary = findBoundary(source, from, Math.min(limit, at + PHRASE_MAX))
  if (boundary.word === '' && boundary.at < limit) return undefined
  const comma = cutAtForeignComma(source, from, boundary.at)
  const trailing = TRAILING.exec(source.low.slice(at, comma))?.[0].length ?? 0
  const span = trimSpan(source.text, { start: at, end: comma - trailing })
  return { ...span, boundary: comma < boundary.at ? ',' : boundary.word }
}

/** Whether an addressee may begin here. */
export function startsOrganisation(source: Source, at: number): boolean {
  START.lastIndex = at
  return START.test(source.low)
}

/** Whether the words say what somebody does, and not only who. */
export function holdsVerb(source: Source, span: Span): boolean {
  const part = source.low.slice(span.start, span.end)
  return Array.from(part.matchAll(BOUNDARY)).some(
    (found) => /^\p{L}/u.test(found[0]) && !isNamePart(source, span.start + found.index),
  )
}

/** Skips blanks and punctuation that only joins. */
export function skipBlanks(source: Source, at: number): number {
  let index = at
  while (index < at + BLANKS_MAX && /[\s,“"]/u.test(source.low[index] ?? 'x')) index += 1
  return index
}

export const MODAL_BOUNDARY = cue(
  'cần|phải|có trách nhiệm|chịu trách nhiệm|được|khẩn trương|tiếp tục',
)
