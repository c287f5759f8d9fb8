import { cue } from './source.ts'

// Word lists of docs for Vietnamese office language; matched on the reading copy with its tones, because
// without tones "cần", "cán" and "căn" are one word.

/** Verbs by which somebody gives an order. */
export const ORDER_VERBS =
  'đề nghị|yêu cầu|chỉ đạo|giao nhiệm vụ cho|giao nhiệm vụ|giao trách nhiệm cho|giao cho|giao(?! thông| dịch| lưu| tiếp| nhận| hữu)|phân công nhiệm vụ cho|phân công|lưu ý|kêu gọi|mong muốn|định hướng|nhắc nhở|chỉ thị|quyết nghị'

/** Verbs by which those below express wishes. */
export const WISH_VERBS = 'đề nghị|kiến nghị|đề xuất|mong muốn|mong|phản ánh|kính đề nghị'

/** Words before which the verbs above are nouns ("theo yêu cầu", "các kiến nghị", "được giao"). */
export const NOUN_BEFORE = cue(
  '(?:đáp ứng|đáp ứng được|được|theo|các|những|một số|nhiều|nhu cầu|của|về|sự|công tác|mục tiêu|với|tiếp thu|ban|và các|lãnh đạo|lãnh đạo,|thực hiện|sau khi|ý kiến|bị|những ý kiến|vào|đúng|yêu cầu|xét|tham mưu|hồ sơ|quyết định|thông báo)\\s*$',
)
export const NOUN_AFTER =
  /^\s*(?:của|nhiệm\s+vụ|công\s+việc|công\s+tác|mới|đặt\s+ra|đề\s+ra|phát\s+triển|thực\s+tiễn|chính\s+trị|trên|này|nêu|thông\s+suốt|điều\s+hành|quyết\s+liệt|và\s+điều\s+hành|kỹ\s+thuật)(?![\p{L}])/u

/** Judgements of what was done: no task. */
export const APPRAISAL = cue(
  'ghi nhận|biểu dương|đánh giá cao|hoan nghênh|cảm ơn|chúc mừng|chỉ ra|chỉ rõ|phê bình|còn (?:một số |nhiều )?(?:hạn chế|tồn tại|khó khăn)|tiếp thu',
)

/** Whose time it is, when it is no deadline. */
export const TOLD_OF = cue('dự báo|diễn ra|khai mạc|phục vụ|chào mừng')

/** Duties said of somebody: "huyện cần rà soát". */
export const MODAL = cue(
  'cần|phải|có trách nhiệm|chịu trách nhiệm|được giao|được phân công|cần phải',
)

/** What leads into a sentence before its subject or verb. */
export const CONNECTOR = cue(
  '(?:do đó|do vậy|vì vậy|vì thế|đồng thời|bên cạnh đó|ngoài ra|cùng với đó|trước mắt|trong thời gian tới|thời gian tới|từ nay đến cuối năm|từ kết quả trên|tuy nhiên|đặc biệt|nhất là|mặt khác|song song với đó|theo đó|cùng với|việc này|trong đó|riêng|còn lại|một là|hai là|ba là|bốn là|năm là|sáu là|thứ nhất|thứ hai|thứ ba|thứ tư|thứ năm|thứ sáu|cũng|và|qua đó|trên cơ sở đó|tiếp đến|cuối cùng)(?:\\s*[,:])?\\s*',
  'uy',
)

/** Clauses that end with a comma and say what or why before it is said who. */
export const LEAD_IN = cue(
  '(?:đối với|về|để|nhằm|trong|thời gian(?! tới)|trên cơ sở|căn cứ|với|theo|từ|tại|liên quan|qua|khi|trước|sau|ngay|vào|đến|hằng|hàng|định kỳ|chiều|sáng|tối|ngày|dịp này|phát biểu|kết luận|thay mặt|trên đây là|xét(?= đề nghị| tờ trình| báo cáo)|thực hiện(?= (?:công văn|công điện|kế hoạch|nghị quyết|chỉ thị|kết luận|thông báo|quyết định|hướng dẫn|chương trình)))(?![\\p{L}])[^,.;:]{0,200},\\s*',
  'uy',
)

/** "Về tiến độ: …" */
export const TOPIC = /về\s[^.,;:]{1,100}:\s*/uy

/** Verbs and adverbs with which an order without a subject begins. */
export const IMPERATIVE = cue(
  'tiếp tục|tăng cường|tăng tốc|khẩn trương|chủ động|chủ trì|tập trung|thực hiện|thực hành|triển khai|tổ chức|xây dựng|rà soát|chỉ đạo|lãnh đạo|hướng dẫn|kiểm tra|giám sát|theo dõi|đôn đốc|tham mưu|báo cáo|tổng hợp|nghiên cứu|quan tâm|chú trọng|chú ý|đẩy mạnh|đẩy nhanh|nâng cao|nâng chất|phát huy|quán triệt|nghiêm túc|kịp thời|thường xuyên|tuyên truyền|vận động|hoàn thành|hoàn thiện|bố trí|sắp xếp|củng cố|kiện toàn|nắm chắc|nắm bắt|nắm tình hình|nắm|xử lý|giải quyết|tháo gỡ|cung cấp|hỗ trợ|tạo điều kiện|tạo|đề xuất|trình|ban hành|xem xét|thẩm định|phê duyệt|lựa chọn|phân công|phân bổ|giao|rút kinh nghiệm|làm|đăng ký|khảo sát|lập|gửi|cử|mời|bám sát|quản lý|bảo đảm|đảm bảo|duy trì|phát động|hưởng ứng|tích cực|sớm|phối hợp|cùng|tiến hành|chuẩn bị|nộp|thông báo|công khai|niêm yết|cập nhật|thống nhất|đánh giá|sơ kết|tổng kết|nhân rộng|khắc phục|chấn chỉnh|thanh tra|xác minh|xác định|trả lời|tiếp thu|tiếp nhận|phân loại|đối thoại|lắng nghe|gặp gỡ|thăm hỏi|giúp đỡ|bàn giao|nghiệm thu|giải ngân|thu hồi|thu gom|thu thập|phòng chống|phòng, chống|quyết liệt|ứng trực|sẵn sàng|trực tiếp|chấp hành|thống kê|đấu tranh|ngăn chặn|ưu tiên|dành|lồng ghép|định kỳ|nhanh chóng|nêu cao|giữ vững|giữ gìn|bảo vệ|chăm lo|tham gia|đóng góp|hiến kế|mở rộng|mở|đưa|lấy|tập huấn|bồi dưỡng|đào tạo|khen thưởng|dọn|trồng|xóa|gắn|coi trọng|đổi mới|đa dạng|huy động|khai thác|khuyến khích|kêu gọi|cần|phải|có giải pháp|có phương án|có kế hoạch|có biện pháp|có|không để|không được|không|đề cao|thành lập|cải tiến|cải cách|cụ thể hóa|hạn chế|giảm|tăng|thúc đẩy|phấn đấu|quyết tâm|ổn định|bổ sung|sửa chữa|sửa đổi|ngay|nhất là|từng bước|sâu sát|bám|khơi dậy|tôn trọng|mạnh dạn|linh hoạt|chuyển|chọn|rèn luyện|giáo dục|gương mẫu|nhắc nhở|lưu ý|quy định|ứng dụng|kết nối|kết hợp|liên kết|khôi phục|bảo tồn|tu sửa|thi đua|xin|tuân thủ|áp dụng|vận hành|sử dụng|điều chỉnh|đăng tải|treo|in|phát|thăm|tặng|trao|tri ân|soát xét|truyền thông|hạn chót|tuần tra|trực ban|canh gác|tiêm phòng|phun|tổng vệ sinh|phát quang|phổ biến|nạo vét|khơi thông|gia cố|che chắn|sơ tán|di dời|khai báo|kê khai|quyên góp|ủng hộ|cam kết|tiêu hủy|khử trùng|kiểm điểm|thanh toán|quyết toán|cấp phát|phòng ngừa|đoàn kết',
  'uy',
)

/** What a paper rests on; the order, if there is one, comes behind it. */
export const GROUNDS = cue(
  '(?:căn cứ|xét|theo đề nghị|thực hiện (?:công văn|kế hoạch|nghị quyết|chỉ thị|thông báo|quyết định|hướng dẫn|chương trình)[^.;]{0,200}(?:,|;)|sau khi nghe)',
  'uy',
)
/** What closes a paper and is no task. */
export const CLOSING = cue(
  '(?:kính gửi|nơi nhận|trên đây là|trân trọng|kính mời|(?:văn bản|nghị quyết|thông báo|quyết định|kế hoạch|chỉ thị|hướng dẫn) này)',
  'uy',
)
/** "… thông báo để các cơ quan biết, triển khai thực hiện." */
export const MADE_KNOWN = cue(
  'thông báo (?:kết luận |nội dung )?(?:này )?(?:để|đến|tới)[^.;]{0,300} (?:biết|được biết|thực hiện)',
)

/** How much of the running text a leader's speech opens. */
export const SPEECH_OPENING = cue('kết luận|phát biểu|ý kiến chỉ đạo|nhấn mạnh|quán triệt|chỉ đạo')
