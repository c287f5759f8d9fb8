import { newId } from '../../src/domain/id.ts'
import type { Notice } from '../../src/domain/notice.ts'

/** A notice as the store gives it; what a test is about is put over it. */
export function givenNotice(put: Partial<Notice> = {}): Notice {
  return {
    id: newId(),
    code: 1,
    unitId: newId(),
    authorId: newId(),
    state: 'draft',
    versionId: newId(),
    version: 1,
    kind: 'directive',
    title: 'Thông báo ra quân',
    docNumber: null,
    issuedOn: null,
    issuer: null,
    sourceText: 'Thông báo ra quân\nLàm vệ sinh đường làng, ngõ xóm.',
    items: [],
    warnings: [],
    files: [],
    fullTextId: null,
    audience: [],
    createdAt: new Date('2026-11-24T02:00:00Z'),
    ...put,
  }
}
