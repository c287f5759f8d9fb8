/** The day `count` working days after `from` (`YYYY-MM-DD`); Saturdays and Sundays do not count. */
export function addWorkingDays(from: string, count: number): string {
  const day = new Date(`${from}T00:00:00Z`)
  let left = count
  while (left > 0) {
    day.setUTCDate(day.getUTCDate() + 1)
    const weekday = day.getUTCDay()
    if (weekday !== 0 && weekday !== 6) left -= 1
  }
  return day.toISOString().slice(0, 10)
}
