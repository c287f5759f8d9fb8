import { IMPERATIVE } from './cues.ts'
import { cue, lengthAt, loose, standsAt, trimSpan, type Source, type Span } from './source.ts'

const BLANKS_MAX = 200
/** Words in front that tell a name from a verb ("ban chỉ đạo") are not longer. */
const CONTEXT = 20
/** Longest run of names that still is one addressee. */
const PHRASE_MAX = 260

const DETERMINER = loose(
  '(?:các đồng chí |các |những |từng |mỗi |toàn thể |toàn bộ |tập thể |lãnh đạo |đại diện |cả |mọi |tất cả )',
)
/** Nouns that name who can be given work. */
const HEAD = loose(
  '(?:bộ(?! hồ sơ| tài liệu| câu hỏi)|sở(?! hữu)|ban(?! hành| đêm| ngày| bố| hằng| hàng| tháng| tuần| đầu| cuối)|phòng(?!,? (?:chống|ngừa|cháy|trừ|bệnh|dịch)(?!\\p{L}))|văn phòng|ubnd|ủy ban|ub|hđnd|hội đồng|đảng ủy|huyện ủy|tỉnh ủy|thành ủy|quận ủy|thị ủy|đảng bộ|đảng đoàn|chi bộ|chi ủy|cấp ủy|chính quyền|mttq|mặt trận|ubmttq|hội(?! nghị| thi| thảo| họp| diễn| chợ| trại| trường)|chi hội|đoàn(?! kết)|chi đoàn|huyện đoàn|tỉnh đoàn|xã đoàn|đoàn thể|(?<=(?:các|những|mọi) )tổ chức|tổ chức(?= đảng| chính trị| hội(?! nghị| thi| thảo| họp| diễn| chợ| trại)| đoàn(?! kiểm tra| giám sát| thanh tra| khảo sát| công tác| đi)| cơ sở(?= đảng)| thành viên| xã hội| kinh tế| công đoàn)|công đoàn|liên đoàn|công an|quân sự|bch|btv|btt|thường trực(?! \\d| tại)|thường vụ|trung tâm|trạm|trường(?! hợp)|nhà trường|thủ trưởng|người đứng đầu|giám đốc|phó giám đốc|hiệu trưởng|kế toán|thủ quỹ|chủ tịch|phó chủ tịch|bí thư|phó bí thư|trưởng|phó|chánh|chỉ huy|đồng chí|đ/c|cơ quan|đơn vị|cá nhân|địa phương|cơ sở(?! vật chất| dữ liệu| pháp lý| hạ tầng)|huyện|quận|thị xã|xã(?! hội)|phường|đặc khu|thị trấn|thành phố|tỉnh|thôn|xóm|buôn|khóm|bản(?! cam kết| sao| kê| tin| đồ| vẽ| tự| chính| thân)|làng|ấp|khối(?! lượng)|khu(?! vực)|tổ(?! chức)|ngành(?! nghề)|(?<=(?:các|mọi) )cấp|cấp(?= ủy| dưới| trên)|cục|chi cục|tổng cục|vụ(?! đông| xuân| chiêm| mùa| hè| thu)|viện|đài|báo(?! cáo| ngay| tin| trước| về| với| cho| danh| lại)|bưu điện|điện lực|kho bạc|ngân hàng|bảo hiểm|bhxh|hợp tác xã|doanh nghiệp|công ty|chủ đầu tư|chủ hồ|chủ rừng|chủ cơ sở|chủ hộ|chủ phương tiện|nhà thầu|hội viên|đoàn viên|đảng viên|cán bộ|công chức|viên chức|đảng viên|tập đoàn|ban ngành|lực lượng|dân quân|hộ(?! khẩu| chiếu| tịch)|thành viên|đại biểu|người dân|nhân dân|bà con|bqp|bca|hkd|tiểu ban|hạt(?! giống)|đồn|viện kiểm sát|tòa án|thanh tra(?!,? kiểm tra|,? giám sát)|vnpt|bộ phận|gia đình|anh chị|anh|chị|ông|bà|quý vị|bác)',
)
const START = new RegExp(String.raw`(?:${DETERMINER})*${HEAD}(?![\p{L}\p{N}])`, 'uy')

/** Words at which the name of an addressee is over: verbs, helpers, circumstances. */
const BOUNDARY_WORDS =
  'cần|phải|có trách nhiệm|chịu trách nhiệm|được|tiếp tục|khẩn trương|chủ động|chủ trì|phối hợp|tập trung|tăng cường|thực hiện|triển khai|(?<!các )(?<!mỗi )(?<!ban )tổ chức(?! đảng| chính trị| hội(?! nghị| thi| thảo| họp| diễn| chợ| trại)| đoàn(?! kiểm tra| giám sát| thanh tra| khảo sát| công tác| đi)| cơ sở| thành viên| xã hội|,)|(?<!ban )(?<!phòng )(?<!sở )(?<!đầu tư )xây dựng|rà soát|(?<!ban )chỉ đạo|(?<!đồng chí )(?<!tập thể )(?<!các )lãnh đạo|hướng dẫn|(?<!ban )kiểm tra|(?<!ban )giám sát|theo dõi|đôn đốc|tham mưu|báo cáo|tổng hợp|nghiên cứu|quan tâm|chú trọng|chú ý|đẩy mạnh|đẩy nhanh|nâng cao|phát huy|quán triệt|nghiêm túc|kịp thời|thường xuyên|tuyên truyền|(?<!ban )vận động|hoàn thành|hoàn thiện|bố trí|sắp xếp|củng cố|kiện toàn|nắm|xử lý|giải quyết|tháo gỡ|cung cấp|hỗ trợ|tạo điều kiện|đề xuất|đề nghị|(?<!chương )(?<!quá )(?<!công )trình|ban hành|xem xét|thẩm định|phê duyệt|lựa chọn|phân công|phân bổ|giao|rút kinh nghiệm|làm|đăng ký|khảo sát|lập|gửi|cử|mời|bám sát|(?<!ban )(?<!cơ quan )quản lý|bảo đảm|đảm bảo|duy trì|phát động|hưởng ứng|tích cực|sớm|sẽ|đã|đang|cùng|tiến hành|chuẩn bị|nộp|thông báo|công khai|niêm yết|cập nhật|thống nhất|đánh giá|sơ kết|tổng kết|nhân rộng|khắc phục|chấn chỉnh|(?<!ban )xác minh|xác định|kết luận|yêu cầu|nhấn mạnh|ghi nhận|quyết định|quyết nghị|đồng ý|trả lời|tiếp thu|tiếp nhận|phân loại|đối thoại|lắng nghe|gặp gỡ|thăm hỏi|giúp đỡ|bàn giao|nghiệm thu|giải ngân|thu hồi|thu gom|thu thập|phòng,? chống|quyết liệt|ứng trực|sẵn sàng|trực tiếp|chấp hành|đấu tranh|ngăn chặn|ưu tiên|dành|lồng ghép|định kỳ|hằng|hàng tháng|hàng tuần|hàng quý|căn cứ|trên cơ sở|trong phạm vi|trong quá trình|trong tháng|trong quý|trong năm|trong thời gian|theo chức năng|theo thẩm quyền|theo nhiệm vụ|ngay|từ ngày|từ(?= \\d)|vào ngày|đến ngày|hết ngày|trước ngày|trước khi|trước tháng|chậm nhất|nhanh chóng|đồng thời|nêu cao|giữ|chăm lo|tham gia|tham dự|đóng góp|phản ánh|hiến|mở|đưa|lấy|tập huấn|bồi dưỡng|khen thưởng|in|treo|dọn|trồng|xóa|gắn|huy động|khuyến khích|kêu gọi|có(?! liên quan| thẩm quyền)|không|cụ thể hóa|thúc đẩy|phấn đấu|quyết tâm|bổ sung|khôi phục|nhập|đổi mới|hạn chế|chuyển|tự|chọn|vào cuộc|nhận|tìm|tính toán|soạn|thu xếp|cố gắng|vui lòng|dự(?! án| kiến| toán)|(?:đến|tới)(?= (?:dự|tham dự|họp|sinh hoạt|đúng|đủ|đầy đủ|đông đủ|sớm|hội trường|nhà văn hóa|trụ sở|địa điểm))|về dự|(?:về|đi)(?= họp| dự)|họp|và phối hợp|để|là|thì|mà|nhằm|với|khi|nếu|như sau|sau đây|một số|những|các nội dung|nội dung'
/** Verbs that also stand in names ("tổ tuần tra", "các hộ di dời"): they end one that nothing else does. */
const WEAK_WORDS =
  '(?<!(?:ban|tổ|đội|nhóm|ca) )(?:tuần tra|trực ban|canh gác|tiêm phòng|phun|vệ sinh|tổng vệ sinh|phát quang|phổ biến|sửa chữa|tu sửa|nạo vét|khơi thông|gia cố|che chắn|sơ tán|di dời|khai báo|kê khai|mặc|nhắc nhở|quyên góp|ủng hộ|cam kết|tiêu hủy|khử trùng|kiểm điểm|đăng tải|thanh toán|quyết toán|thu quỹ|mang theo|đến dự|sinh hoạt|phục vụ|phụ trách|ký(?= cam kết| kết| tên))|trước(?= \\d)'
function boundary(words: string): string {
  return String.raw`(?<![\p{L}\p{N}])(?:${loose(words)})(?![\p{L}\p{N}])`
}
const MARKS = String.raw`[:;.!?()\[\]]|,(?=\s*$)|\s[–—-]\s`
const BOUNDARY = new RegExp(`${MARKS}|${boundary(BOUNDARY_WORDS)}`, 'gu')
const WEAK_BOUNDARY = new RegExp(boundary(WEAK_WORDS), 'gu')
/** What comes behind the dash in "đồng chí Lê Văn Bình - Kế toán thôn" beside the words of `HEAD`. */
const POST = cue(
  'ủy viên|kế toán|thư ký|chính trị viên|hiệu trưởng|đội trưởng|tổ trưởng|chuyên viên|chủ nhiệm|nguyên',
  'uy',
)
/** These end a name and are no verb. */
const CIRCUMSTANCE = /^(?:từ|vào|đến|tới|hết|trước|chậm|trong|để|nhằm|với|khi|là|thì|mà)(?!\p{L})/u
const TRAILING = /(?:[\s,]|(?<=\s)(?:và|cùng|của|cũng|thì|chưa))+$/u

export interface OrganisationPhrase extends Span {
  /** What ended it, on the reading copy: a verb, a punctuation mark, or "" for the end. */
  boundary: string
}

/** Inside a sentence a name is capitalised: "Ban Tổ chức" is no "tổ chức". */
function isNamePart(source: Source, at: number): boolean {
  return source.text[at] !== source.low[at]
}

/** "Phòng Văn hóa - Xã hội", "chính trị - xã hội": a dash inside a name; behind any other come a post, a verb, a body. */
function joinsName(source: Source, dash: number): boolean {
  if (/chính\s+trị$/u.test(source.low.slice(Math.max(0, dash - 12), dash))) return true
  const next = dash + source.text.slice(dash).search(/[^\s–—-]/u)
  if (!isNamePart(source, next) || startsOrganisation(source, next)) return false
  if (/địa\s+chính$/u.test(source.low.slice(Math.max(0, dash - 12), dash))) return true
  return !standsAt(POST, source, next) && !standsAt(IMPERATIVE, source, next)
}

/** Where a pattern matches between two places, which sees the words in front of them. */
function* matchesIn(
  source: Source,
  pattern: RegExp,
  from: number,
  to: number,
): Generator<{ at: number; word: string }> {
  const start = Math.max(0, from - CONTEXT)
  const words = source.low.slice(start, to)
  // `matchAll` would make a copy of these long patterns for every name.
  for (let at = from - start; ;) {
    pattern.lastIndex = at
    const found = pattern.exec(words)
    if (found === null) return
    yield { at: start + found.index, word: found[0] }
    at = found.index + found[0].length
  }
}

function findBoundary(source: Source, from: number, to: number): { at: number; word: string } {
  for (const { at, word } of matchesIn(source, BOUNDARY, from, to)) {
    const isDash = /^\s/u.test(word)
    if (isDash ? joinsName(source, at) : isNamePart(source, at)) continue
    const isVerb = /^\p{L}/u.test(word) && !CIRCUMSTANCE.test(word)
    return (isVerb ? undefined : findWeakBoundary(source, from, at)) ?? { at, word }
  }
  return findWeakBoundary(source, from, to) ?? { at: to, word: '' }
}

function findWeakBoundary(
  source: Source,
  from: number,
  to: number,
): { at: number; word: string } | undefined {
  for (const found of matchesIn(source, WEAK_BOUNDARY, from, to))
    if (!isNamePart(source, found.at)) return found
  return undefined
}

/** After a comma the list goes on with another name or another noun of this kind. */
function continuesList(source: Source, at: number): boolean {
  const next = source.text.slice(at).search(/\S/u)
  if (next < 0) return false
  return isNamePart(source, at + next) || startsOrganisation(source, at + next)
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
  const head = lengthAt(START, source, at)
  if (head === null || at + head > limit) return undefined
  const from = at + head
  const boundary = findBoundary(source, from, Math.min(limit, at + PHRASE_MAX))
  if (boundary.word === '' && boundary.at < limit) return undefined
  const comma = cutAtForeignComma(source, from, boundary.at)
  const trailing = TRAILING.exec(source.low.slice(at, comma))?.[0].length ?? 0
  const span = trimSpan(source.text, { start: at, end: comma - trailing })
  return { ...span, boundary: comma < boundary.at ? ',' : boundary.word }
}

/** Whether an addressee may begin here. */
export function startsOrganisation(source: Source, at: number): boolean {
  return standsAt(START, source, at)
}

/** Whether the words say what somebody does, and not only who. */
export function holdsVerb(source: Source, span: Span): boolean {
  for (const pattern of [BOUNDARY, WEAK_BOUNDARY])
    for (const { at, word } of matchesIn(source, pattern, span.start, span.end))
      if (/^\p{L}/u.test(word) && !isNamePart(source, at)) return true
  return false
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
