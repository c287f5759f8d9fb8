import { vi, type Texts } from './vi.ts'

export const en: Texts = vi
