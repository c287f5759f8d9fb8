import { cue, type Source, type Span } from './source.ts'

/** Levels of government, from hamlet (1) to the centre (5). */
const LEVELS: readonly [RegExp, number][] = [
  [cue('thôn|bản|làng|ấp|khối phố|tổ dân phố|khu dân cư|chi bộ|chi hội|chi đoàn'), 1],
  [cue('xã|phường|thị trấn|đặc khu'), 2],
  [cue('huyện|thị xã|quận|huyện ủy'), 3],
  [cue('tỉnh|thành phố|tỉnh ủy|thành ủy|sở(?= \\p{L})|tỉnh đoàn'), 4],
  [
    cue(
      'trung ương|chính phủ|quốc hội|bộ(?= (?:tài|nội|y|nông|công|giáo|xây|tư|văn|khoa|quốc))|bộ chính trị|ban bí thư|các bộ|thủ tướng',
    ),
    5,
  ],
]

/**
 * The level of the body that is named first between two places; undefined when no level is said. "Ủy ban
 * nhân dân xã" is the commune's, whatever comes behind it.
 */
export function rankOf(source: Source, span: Span): number | undefined {
  const part = source.low.slice(span.start, Math.min(span.end, span.start + 120))
  let best: { at: number; rank: number } | undefined
  for (const [pattern, rank] of LEVELS) {
    const found = pattern.exec(part)
    if (found !== null && (best === undefined || found.index < best.at))
      best = { at: found.index, rank }
  }
  return best?.rank
}
