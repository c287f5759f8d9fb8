/**
 * A time zone in which it is this hour now, or up to an hour later. What waits for morning, or asks at night, then tells the
 * same story whenever it is told.
 */
export function zoneWhereItIs(hour: number, now = new Date()): string {
  const ahead = ((hour - now.getUTCHours() + 36) % 24) - 12
  if (ahead === 0) return 'Etc/GMT'
  // Those names count westwards.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`
}
