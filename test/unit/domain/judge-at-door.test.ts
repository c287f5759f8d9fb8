import { describe, expect, it } from '@jest/globals'
import { isEmergency, isEmergencyNoName } from '../../../src/domain/emergency.ts'
import { isComplaintUnasked, judgeAtDoor } from '../../../src/domain/judge-at-door.ts'

describe('the door', () => {
  it.each([
    'Tôi muốn tố cáo!',
    'Tôi tố cáo; ông B lấn đất công',
    '“tố cáo”',
    'TỐ CÁO: trưởng thôn thu tiền không biên lai',
    'Gửi xã (đơn tố cáo) của tôi',
    'Tôi muốn tố\u200b cáo',
    'Tôi muốn tố cáo'.normalize('NFD'),
    'Cán bộ B tham nhũng!',
    'Ông B có nhận hối lộ?',
    'Ông B ăn hối lộ…',
    'Anh ấy đưa hối lộ, ai xử lý?',
    'Chủ tịch bao che cho con trai',
    'Sao xã cứ bao che?',
    'Tôi khiếu nại/kiến nghị về việc thu hồi đất',
    'Đề nghị xử lý kỷ luật ông B!',
    'toi muon to cao ong B',
    'TOI MUON TO CAO!',
    'can bo tham nhung; nhan hoi lo?',
    'don khieu nai gui o dau',
    'Trưởng thôn nhận tiền hối lộ',
    'truong thon nhan tien hoi lo',
    'Em xin tố giác ông B ạ',
    'Ông B ăn chặn gạo cứu trợ',
  ])('turns “%s” away as a complaint', (text) => {
    expect(judgeAtDoor(text)).toBe('complaint')
  })

  it.each([
    'Cây xà cừ to cao trước cổng trường sắp đổ, xin xã cắt tỉa',
    'Nhà văn hoá xây to, cao hơn đường, có dốc không?',
    'Công trình chưa có lưới bao che',
    'cong trinh chua co luoi bao che',
    'Bao giờ làm tường bao che trạm bơm?',
    'Tôi xin tờ cáo phó',
    'Đường bê tông thôn Yên Cát bao giờ làm tiếp?',
    'Tô cao hơn mặt đường thì ai sửa?',
    'Ông bảo chế độ này đã hết, có đúng không?',
    'cho toi hoi lo dat so 5, chi Tham o thon 3',
  ])('takes “%s” in', (text) => {
    expect(judgeAtDoor(text)).toBe('open')
  })

  it.each(['MẬT\nBáo cáo tình hình', 'MẬT\nTôi muốn tố cáo!'])(
    'turns a paper that is stamped away, whatever it says: %j',
    (text) => {
      expect(judgeAtDoor(text)).toBe('classified')
    },
  )

  it.each([
    'Nhà tôi đang cháy!',
    'Nhà tôi đang cháy',
    'Cháy nhà!!! Cứu với',
    'CHÁY NHÀ Ở THÔN 3!',
    'Ở ngã ba có tai nạn?',
    'Ngã ba có “tai nạn”',
    'Có người đánh nhau; xin cử công an',
    'Suối có lũ quét.',
    'Đồi sau nhà sạt lở…',
    'Cháu bé đuối nước, làm sao?',
    'Hàng xóm bạo hành vợ!',
    'Chồng bạo hành, tôi muốn tố cáo!',
    'nha toi dang chay!',
    'CHAY NHA o thon 3',
    'co tai nan; 2 nguoi bi thuong',
    'Cứu tôi với, nước lũ lên nhanh quá',
    'CỨUUUU EM VỚIIII',
    'cuu tui voi, nuoc vo nha roi',
    'Cháy!!!',
    'Cháy rồi, cháy ở chợ',
    'co chay o thon 3',
    'nha ba An chay roi',
    'Lủ về rồi',
    'sat lo vui nha ong Tu',
    'Có người chết đuối',
    'be nha toi te gieng',
    'Lật ghe, ba người mất tích',
    'cháu tôi bị xâm hại',
    'Chồng tôi đánh tôi',
    'bo toi cam dao doi giet me',
    'có người bị đâm',
    'uýnh lộn ngoài quán',
    'dien giat chet nguoi roi',
    'Mẹ tôi ngất xỉu, cấp cứu ở đâu?',
    'Ngộ độc nấm cả nhà',
    'em tôi ăn lá ngón',
    'vo toi tro da giua duong',
    'muốn tự tử',
    'e k muon song nua',
    'đanh nhau to lăm',
    'please help me',
  ])('hears an emergency in “%s”', (text) => {
    expect(isEmergency(text)).toBe(true)
  })

  it.each([
    'Hàng lỗi có được bảo hành không',
    'Máy bơm hết bảo hành!',
    'Nước đang chảy ra đường',
    'Đường ống đặt dưới nước có được không?',
    'Xe chạy nhanh qua trường học',
    'Bao giờ có tiền bảo hiểm tai nạn?',
    'Xin lịch tập huấn phòng cháy, chữa cháy',
    'Sáng mai họp ở đâu?',
    'nuoc dang yeu, bao gio sua',
    'xe tai chay qua thon bui qua',
    'Đề nghị xã nghiên cứu giúp dân, tra cứu hộ khẩu ở đâu?',
    'may bom het bao hanh',
    'treo co, cat co ngay nao',
    'tu tu roi toi gui, can tu van vay von',
    'uong thuoc co duoc bao hiem khong',
    'Lúa cháy lá phun thuốc gì?',
    'Tiền cứu trợ nhận khi nào?',
    'ho so bi rot ho so, nop o dau',
    'Đánh giá cán bộ, danh sách hộ nghèo ở đâu?',
    'Trường mầm non tuyển sinh khi nào?',
  ])('hears none in “%s”', (text) => {
    expect(isEmergency(text)).toBe(false)
  })

  it('hears none in a name where one is asked for, unless it is written as a cry is', () => {
    for (const name of ['Nguyễn Danh Minh', 'Danh Anh', 'Nguyen Ba Danh', ' Nguyen Thi  Cam Dao '])
      expect(isEmergencyNoName(name)).toBe(false)
    for (const cry of ['Cứu Với', 'Chay nha', 'CHAY NHA', 'bo toi cam dao', 'Cuu! Cuu!'])
      expect(isEmergencyNoName(cry)).toBe(true)
  })
})

describe('what is sent unasked', () => {
  it.each([
    'Tôi tố cáo ông B, trưởng thôn 3, nhận hối lộ 5 triệu đồng của các hộ dân khi làm hồ sơ vay vốn. SĐT 0912345678',
    'ĐƠN TỐ CÁO\nKính gửi: Ủy ban nhân dân xã Như Xuân\nTôi là Lò Văn C, thôn 3, xin tố cáo ông B chiếm đất công.',
    'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nNhư Xuân, ngày 20 tháng 3 năm 2026\nĐƠN KHIẾU NẠI\nKính gửi: Chủ tịch UBND xã\nTôi khiếu nại Quyết định số 12/QĐ-UBND ngày 01/3/2026 về thu hồi đất.',
    'Tôi đề nghị xã giải quyết khiếu nại, tố cáo của gia đình tôi về việc thu hồi đất.',
    'Cán bộ địa chính xã nhận hối lộ, bà con thôn 3 bức xúc lắm rồi',
    'toi to cao ong B nhan hoi lo cua dan',
  ])('is somebody’s complaint: “%s”', (text) => {
    expect(isComplaintUnasked(text)).toBe(true)
  })

  it.each([
    'ỦY BAN NHÂN DÂN\nXÃ NHƯ XUÂN\nSố: 15/KH-UBND\nNhư Xuân, ngày 20 tháng 3 năm 2026\nKẾ HOẠCH\nGiải quyết khiếu nại, tố cáo năm 2026\nChủ tịch UBND xã tiếp nhận đơn tố cáo của công dân; tôi yêu cầu các ngành thực hiện.',
    'Thông báo lịch tiếp công dân tháng 4: Chủ tịch UBND xã tiếp dân, nhận đơn khiếu nại, tố cáo, kiến nghị sáng thứ Năm hằng tuần.',
    'Sáng 20/3, Đảng ủy xã tổ chức hội nghị học tập chuyên đề về phòng, chống tham nhũng, lãng phí, tiêu cực.',
    'Đề nghị các chi hội tuyên truyền Luật Khiếu nại, Luật Tố cáo tới hội viên.',
    'Đề nghị bà con nâng cao cảnh giác, kịp thời tố giác tội phạm với công an xã.',
  ])('is a matter of the office: “%s”', (text) => {
    expect(isComplaintUnasked(text)).toBe(false)
  })
})
