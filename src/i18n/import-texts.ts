import { PLATFORMS } from '../domain/platform.ts'

/** What a person reads about a row of an imported table that cannot be taken. */
export const importTexts = {
  fault: {
    unsupported: 'Chỉ đọc được tệp .csv hoặc .xlsx.',
    'too-large': 'Tệp quá lớn; hãy chia thành nhiều tệp hoặc lưu thành CSV.',
    encoding: 'Tệp không ở bảng mã UTF-8; hãy lưu lại thành “CSV UTF-8”.',
    damaged: 'Tệp Excel bị hỏng hoặc không phải tệp .xlsx.',
    encrypted: 'Tệp Excel đang đặt mật khẩu; hãy bỏ mật khẩu rồi nhập lại.',
    'old-excel':
      'Tệp này là Excel đời cũ (.xls), chưa đọc được; hãy mở bằng Excel và lưu lại thành .xlsx.',
    'stray-cells':
      'Trang tính có ô ghi chữ ở rất xa bảng; hãy xoá các dòng, các cột thừa, hoặc chép riêng bảng sang tệp mới, rồi nhập lại.',
    'bad-quotes': 'Dấu ngoặc kép mở mà không đóng.',
    'long-row': 'Dòng quá dài; có thể thiếu một dấu ngoặc kép.',
  },
  emptyFile: 'Tệp trống, không có dòng tên cột.',
  noRows: 'Tệp chỉ có tên cột, không có dòng dữ liệu nào.',
  missingColumn: (column: string) => `Thiếu cột “${column}” ở dòng tên cột.`,
  unknownColumn: (known: readonly string[]) =>
    `Tên cột lạ; các cột được dùng là: ${known.join(', ')}.`,
  doubleColumn: 'Cột này có hai lần.',
  extraCells: 'Dòng có nhiều ô hơn dòng tên cột.',
  tooMany: (shown: number) =>
    `Quá nhiều lỗi: chỉ nêu ${shown} lỗi đầu; hãy sửa rồi nhập lại để xem phần còn lại.`,

  required: 'Ô này không được để trống.',
  tooLong: (max: number) => `Ô này dài quá ${max} ký tự.`,
  control: 'Ô này có ký tự điều khiển không hiện ra được; hãy gõ lại.',
  formula: 'Ô này giống một công thức; hãy gõ lại thành chữ.',
  badCode: 'Mã đơn vị chỉ gồm chữ, số và các dấu - _ . (không có dấu cách), tối đa 64 ký tự.',
  badKind: 'Loại đơn vị phải là org (tổ chức) hoặc area (địa bàn).',
  tooManyAliases: (max: number) => `Nhiều quá ${max} tên gọi khác.`,
  areaOfArea: 'Địa bàn (area) không có cột area_code.',
  doubleOf: (row: number) => `Trùng với dòng ${row}.`,
  kindChanged: 'Đơn vị đã có và thuộc loại khác; loại của đơn vị không đổi được.',
  unknownUnit: 'Không có đơn vị mang mã này.',
  parentOfOtherKind: 'Đơn vị cấp trên phải cùng loại (org hoặc area).',
  areaIsNotArea: 'Mã này không phải của một địa bàn (area).',
  cycle: 'Cấp trên đi thành vòng: đơn vị này nằm trong hoặc dưới một vòng lặp.',

  badPlatform: `Nền tảng phải là một trong: ${PLATFORMS.join(', ')}.`,
  noInstance:
    'Chưa có bot hoặc OA nào của nền tảng này; hãy đặt token, khởi động dịch vụ một lần rồi nhập lại.',
  badExternalId:
    'Mã chỉ gồm chữ, số và các dấu - _ . (với số dài trong Excel, hãy định dạng cột là Văn bản rồi gõ lại).',
  badFlag: 'Ô này phải là true hoặc false.',
  privateChat: 'Mã này là của một cuộc trò chuyện riêng, không phải của một nhóm.',

  badRole:
    'Vai trò phải là một trong: owner, author, approver, publisher, clerk, responder, leader, member.',
  badPhone: 'Số điện thoại không đúng; cần số Việt Nam như 0912345678 hoặc +84912345678.',
  accountWithoutPlatform: 'Có mã tài khoản thì phải ghi nền tảng.',
  platformWithoutAccount: 'Có nền tảng thì phải ghi mã tài khoản.',
  accountOfOtherName: (row: number) => `Cùng tài khoản với dòng ${row} nhưng khác họ tên.`,
  accountOfOtherPhone: (row: number) => `Cùng tài khoản với dòng ${row} nhưng khác số điện thoại.`,
  severalAlike:
    'Đơn vị này có nhiều người cùng họ tên; hãy ghi thêm số điện thoại hoặc tài khoản để phân biệt.',
  saidTwice: (row: number) =>
    `Cùng họ tên, đơn vị, vai trò với dòng ${row}: nếu là một người, hãy bỏ dòng này; nếu là hai người, hãy ghi số điện thoại hoặc tài khoản của từng người, hay thêm chữ vào họ tên để phân biệt.`,
  whichKnown:
    'Đơn vị đã có một người cùng họ tên, chưa rõ dòng nào của tệp là người ấy: hãy nhập trước một tệp chỉ có dòng của người ấy, rồi nhập lại tệp này; nếu không phải dòng nào, hãy thêm một dòng chỉ ghi họ tên của người ấy.',
} as const

/** Said of a file as a whole; a report has them at row 1, which a person would look for in vain. */
export const IN_NO_ROW: ReadonlySet<string> = new Set([
  importTexts.fault.unsupported,
  importTexts.fault['too-large'],
  importTexts.fault.damaged,
  importTexts.fault.encrypted,
  importTexts.fault['old-excel'],
  importTexts.fault['stray-cells'],
  importTexts.emptyFile,
  importTexts.noRows,
])
