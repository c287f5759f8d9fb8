import { describe, expect, it } from '@jest/globals'
import { detectClassified } from '../../../../src/domain/document/detect-classified.ts'

function paper(stamp: string): string {
  return `ĐẢNG ỦY XÃ NHƯ XUÂN\n*\nSố 05-TB/ĐU\n${stamp}\nTHÔNG BÁO\nKết luận của Thường trực Đảng ủy\n`
}

describe('a marking of secrecy or internal use', () => {
  it.each([
    ['MẬT', 'mat'],
    ['  [MẬT]  ', 'mat'],
    ['* TỐI MẬT *', 'toi_mat'],
    ['TUYỆT MẬT', 'tuyet_mat'],
    ['T U Y Ệ T M Ậ T', 'tuyet_mat'],
    ['Tối  mật', 'toi_mat'],
    ['Độ mật: Mật', 'mat'],
    ['MẬT (Bản số: 02)', 'mat'],
    ['ĐẢNG ỦY XÃ\tMẬT', 'mat'],
    ['Số: 12-TB/ĐU (Tối mật)', 'toi_mat'],
    ['LƯU HÀNH NỘI BỘ', 'luu_hanh_noi_bo'],
    ['(Tài liệu lưu hành nội bộ)', 'luu_hanh_noi_bo'],
    ['Không phổ biến', 'khong_pho_bien'],
    ['TỐI MẬT'.normalize('NFD'), 'toi_mat'],
  ])('%j is seen', (stamp, level) => {
    expect(detectClassified(paper(stamp))?.level).toBe(level)
  })

  it('is seen at the foot of a long paper', () => {
    const body = 'Một đoạn của văn bản.\n'.repeat(200)
    expect(detectClassified(`${paper('')}${body}Lưu hành nội bộ`)?.level).toBe('luu_hanh_noi_bo')
  })

  it.each([
    '',
    'Giữ gìn bí mật nhà nước.',
    'Tuyên truyền Luật Bảo vệ bí mật nhà nước',
    'Tài liệu này không phổ biến rộng rãi trên thị trường.',
    'Mật ong rừng Như Xuân',
    'Phổ biến',
  ])('%j is none', (line) => {
    expect(detectClassified(paper(line))).toBeNull()
  })
})
