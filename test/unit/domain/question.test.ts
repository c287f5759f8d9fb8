import { describe, expect, it } from '@jest/globals'
import { isEmergency, judgeAtDoor, unbiddenQuestion } from '../../../src/domain/question.ts'

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
  ])('hears none in “%s”', (text) => {
    expect(isEmergency(text)).toBe(false)
  })
})

describe('a question that nobody was asked for', () => {
  it.each([
    'Tôi muốn phản ánh đường thôn 3 hỏng',
    'Kiến nghị xã sửa cầu treo',
    'kinh gui xa, toi xin phan anh rac thai',
    'Cho cháu hỏi bao giờ có nước sạch ạ?',
    'Xin góp ý với cán bộ một cửa'.normalize('NFD'),
  ])('is the whole of “%s”', (text) => {
    expect(unbiddenQuestion(text)).toBe(text)
  })

  it.each(['phản ánh', 'Góp ý', 'Tôi muốn phản ánh ạ', 'toi co kien nghi', 'Cho tôi hỏi với ạ!'])(
    'has no words yet in “%s”',
    (text) => {
      expect(unbiddenQuestion(text)).toBe('')
    },
  )

  it.each([
    'Phần anh Nam thì sao?',
    'Cảm ơn cháu nhé',
    'Hôm nay họp chi hội, mọi người đã nhất trí với kiến nghị của thôn',
  ])('is none in “%s”', (text) => {
    expect(unbiddenQuestion(text)).toBeNull()
  })
})
