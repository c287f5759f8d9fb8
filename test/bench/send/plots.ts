import { init, type EChartsOption } from 'echarts'
import { cpuUs, type Row } from './case.ts'

const WIDTH = 860
const HEIGHT = 420

/** Sends a second over the time of the broadcast under limits, one line a contestant. */
export function plotSends(rows: readonly Row[]): string {
  return draw({
    title: { text: 'Sends over time, Telegram’s limits kept by the server' },
    xAxis: { type: 'value', name: 'seconds', min: 0 },
    yAxis: { type: 'value', name: 'arrivals a second', min: 0 },
    series: rows.map((row) => ({
      type: 'line',
      name: row.name,
      symbol: 'none',
      lineStyle: { width: row.name.startsWith('Nhịp Cầu') ? 3 : 1.2 },
      data: secondsOf(row.tenths),
    })),
  })
}

/** CPU time a message against the number of recipients, both axes logarithmic. */
export function plotCost(rows: readonly Row[]): string {
  return draw({
    title: { text: 'CPU time a message, all processes, without limits' },
    xAxis: { type: 'log', name: 'recipients' },
    yAxis: { type: 'log', name: 'µs' },
    series: lines(rows, cpuUs),
  })
}

/** Peak resident memory of the sending process against the number of recipients. */
export function plotMemory(rows: readonly Row[]): string {
  return draw({
    title: { text: 'Peak memory of the sending process' },
    xAxis: { type: 'log', name: 'recipients' },
    yAxis: { type: 'value', name: 'MiB', min: 0 },
    series: lines(rows, ({ peakRssMiB }) => peakRssMiB),
  })
}

function lines(
  rows: readonly Row[],
  valueOf: (row: Row) => number | null,
): NonNullable<EChartsOption['series']> {
  const names = [...new Set(rows.map(({ name }) => name))]
  return names.map((name) => ({
    type: 'line',
    name,
    lineStyle: { width: name.startsWith('Nhịp Cầu') ? 3 : 1.2 },
    data: rows
      .filter((row) => row.name === name && valueOf(row) !== null)
      .map((row) => [row.recipients, valueOf(row) ?? 0]),
  }))
}

/** A moving second, every half of one. */
function secondsOf(tenths: readonly number[]): [number, number][] {
  return Array.from({ length: Math.ceil(tenths.length / 5) }, (_, index) => {
    const from = Math.max(0, index * 5 - 5)
    const sum = tenths.slice(from, index * 5 + 5).reduce((total, count) => total + count, 0)
    return [index / 2, sum]
  })
}

function draw(option: EChartsOption): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT })
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    grid: { left: 60, right: 80, top: 50, bottom: 110 },
    legend: { bottom: 0, itemGap: 12, textStyle: { fontSize: 11 } },
    ...option,
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${svg}\n`
}
