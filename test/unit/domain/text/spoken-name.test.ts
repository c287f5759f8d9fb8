import { describe, expect, it } from '@jest/globals'
import { spokenName } from '../../../../src/domain/text/spoken-name.ts'

describe('a name as people say it', () => {
  it.each([
    ['tôi tên là Nguyễn Văn Bê', 'Nguyễn Văn Bê'],
    ['Dạ em tên Nguyễn Văn Bê ạ', 'Nguyễn Văn Bê'],
    ['Họ tên: Nguyễn Văn Bê', 'Nguyễn Văn Bê'],
    ['Họ và tên của tôi là: Nguyễn Văn Bê', 'Nguyễn Văn Bê'],
    ['ten toi Nguyen Van Be', 'Nguyen Van Be'],
    ['Tôi là Nguyễn Văn Bê', 'Nguyễn Văn Bê'],
    ['Bác La Văn Tư', 'Bác La Văn Tư'],
    ['Cô Thị Bích', 'Cô Thị Bích'],
    ['Nguyễn Văn Bê', 'Nguyễn Văn Bê'],
    ['Hà Thị Là', 'Hà Thị Là'],
  ])('“%s” is “%s”', (text, name) => {
    for (const form of ['NFC', 'NFD'])
      expect(spokenName(text.normalize(form)).normalize()).toBe(name)
  })
})
