// Runs on the page: turns each embedded chart into a uPlot. The renderer puts this file, format.ts and time-axis.ts one after the other
// into one module script (client.ts), behind uPlot itself.

import type UPlot from 'uplot'
import type { ChartLine, ChartSpan, ChartSpec, LineRole, PackedTimes, PackedValues } from '../chart-spec.ts'
import { decimalsFor, fixed, grouped, moment, significant, withUnit } from '../format.ts'
import { timeLabels, timeSplits } from './time-axis.ts'

declare const uPlot: typeof UPlot

const root = document.documentElement
const font = '12px system-ui, sans-serif'
const printWidth = 690

function fail(message: string): void {
  root.dataset.error = message
}
addEventListener('error', (event) => fail(event.message))
document.addEventListener('securitypolicyviolation', (event) => fail(`blocked: ${event.violatedDirective}`))

function bytes(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer
}

function unpackTimes({ origin, step, data }: PackedTimes): number[] {
  return Array.from(new Uint32Array(bytes(data)), (n) => origin + n * step)
}

function unpackValues({ low, high, data }: PackedValues): (number | null)[] {
  return Array.from(new Uint16Array(bytes(data)), (n) => (n === 0 ? null : low + ((n - 1) / 65_534) * (high - low)))
}

/** A colour of the style sheet, read anew for every drawing: the scheme may have changed. */
function color(name: string): string {
  return getComputedStyle(root).getPropertyValue(`--${name}`).trim()
}

const strokes: Record<LineRole, { color: string; width: number; dash?: number[] }> = {
  value: { color: 'line', width: 1.5 },
  expected: { color: 'expected', width: 1.5, dash: [6, 4] },
  low: { color: 'band-edge', width: 0.75 },
  high: { color: 'band-edge', width: 0.75 },
  second: { color: 'line-2', width: 1.5, dash: [8, 3] },
  third: { color: 'line-3', width: 1.5, dash: [2, 2] },
}

function seriesOf(line: ChartLine): UPlot.Series {
  const { color: name, width, dash } = strokes[line.role]
  return {
    label: line.label,
    stroke: color(name),
    width,
    ...(dash === undefined ? {} : { dash }),
    points: { show: false },
    value: (_, value) => (value === null || value === undefined ? '–' : withUnit(significant(value, 5), line.unit)),
  }
}

function expectedBand(lines: readonly ChartLine[]): UPlot.Band[] {
  const high = lines.findIndex((line) => line.role === 'high')
  const low = lines.findIndex((line) => line.role === 'low')
  return high < 0 || low < 0 ? [] : [{ series: [high + 1, low + 1], fill: color('band') }]
}

function axesOf(): UPlot.Axis[] {
  const look = { stroke: color('muted'), font, grid: { stroke: color('grid'), width: 1 }, ticks: { stroke: color('grid'), width: 1, size: 5 } }
  const cssWidth = (plot: UPlot): number => plot.bbox.width / devicePixelRatio
  return [
    { ...look, size: 46, splits: (plot, _, min, max) => timeSplits(min, max, cssWidth(plot) / 90), values: (_, splits) => timeLabels(splits) },
    {
      ...look,
      values: (_, splits) => splits.map((value) => grouped(fixed(value, decimalsFor(splits.length > 1 ? splits[1] - splits[0] : value, 1)))),
      size: (_, values) => Math.max(34, 18 + 7 * Math.max(0, ...(values ?? []).map((text) => text.length))),
    },
  ]
}

/** The vertical axis holds the levels as well as the data. */
function yRange(spec: ChartSpec): UPlot.Scale.Range {
  if (spec.range !== undefined) return [spec.range[0], spec.range[1]]
  const values = spec.levels.map((level) => level.value)
  return (_, min, max) => uPlot.rangeNum(Math.min(min ?? 0, ...values), Math.max(max ?? 1, ...values), 0.1, true)
}

function text(context: CanvasRenderingContext2D, content: string, x: number, y: number, fill: string, align: CanvasTextAlign): void {
  context.font = `${12 * devicePixelRatio}px system-ui, sans-serif`
  context.fillStyle = fill
  context.textAlign = align
  context.textBaseline = 'top'
  context.fillText(content, x, y)
}

/** Within the plotting area only. */
function clipped(plot: UPlot, paint: (context: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  paint(ctx)
  ctx.restore()
}

function shadeZones(plot: UPlot, spec: ChartSpec): void {
  const { left, width } = plot.bbox
  clipped(plot, (context) => {
    for (const zone of spec.zones) {
      const top = plot.valToPos(zone.high, 'y', true)
      const bottom = plot.valToPos(zone.low, 'y', true)
      context.fillStyle = color(`zone-${zone.label}`)
      context.fillRect(left, top, width, bottom - top)
    }
  })
}

function shadeSpan(plot: UPlot, context: CanvasRenderingContext2D, span: ChartSpan): void {
  const { top, height } = plot.bbox
  const from = plot.valToPos(span.start, 'x', true)
  const width = Math.max(2 * devicePixelRatio, plot.valToPos(span.end, 'x', true) - from)
  context.fillStyle = color(span.kind)
  context.fillRect(from, top, width, height)
  context.fillStyle = color(`${span.kind}-edge`)
  context.fillRect(from, top, devicePixelRatio, height)
  context.fillRect(from + width - devicePixelRatio, top, devicePixelRatio, height)
}

/** Names of spans along the top; one that would run into its left neighbour is left out. */
function nameSpans(plot: UPlot, context: CanvasRenderingContext2D, spans: readonly ChartSpan[]): void {
  const { left, top } = plot.bbox
  const pixel = devicePixelRatio
  let free = left
  for (const span of spans) {
    const x = Math.max(left, plot.valToPos(span.start, 'x', true)) + 4 * pixel
    if (x < free || plot.valToPos(span.end, 'x', true) < left) continue
    text(context, span.label, x, top + 4 * pixel, color(`${span.kind}-name`), 'left')
    free = x + context.measureText(span.label).width + 6 * pixel
  }
}

function drawLevels(plot: UPlot, context: CanvasRenderingContext2D, spec: ChartSpec): void {
  const { left, width } = plot.bbox
  const pixel = devicePixelRatio
  for (const level of spec.levels) {
    const y = plot.valToPos(level.value, 'y', true)
    context.strokeStyle = color('level')
    context.lineWidth = 1.5 * pixel
    context.setLineDash([6 * pixel, 4 * pixel])
    context.beginPath()
    context.moveTo(left, y)
    context.lineTo(left + width, y)
    context.stroke()
    text(context, level.label, left + width - 4 * pixel, y - 15 * pixel, color('level'), 'right')
  }
}

function drawNames(plot: UPlot, spec: ChartSpec): void {
  const { left, width } = plot.bbox
  const pixel = devicePixelRatio
  clipped(plot, (context) => {
    for (const zone of spec.zones) {
      const bottom = plot.valToPos(zone.low, 'y', true)
      text(context, zone.label, left + width - 4 * pixel, bottom - 16 * pixel, color('muted'), 'right')
    }
    nameSpans(plot, context, spec.spans)
    drawLevels(plot, context, spec)
  })
}

function shade(plot: UPlot, spec: ChartSpec): void {
  shadeZones(plot, spec)
  clipped(plot, (context) => {
    for (const span of spec.spans) shadeSpan(plot, context, span)
  })
}

function optionsOf(spec: ChartSpec, width: number): UPlot.Options {
  return {
    width,
    height: spec.height,
    padding: [8, 12, 0, 0],
    scales: { x: { time: false }, y: { range: yRange(spec) } },
    series: [{ label: 'time', value: (_, value) => (value === null || value === undefined ? '–' : moment(Math.floor(value / 1000) * 1000)) }, ...spec.lines.map(seriesOf)],
    bands: expectedBand(spec.lines),
    axes: axesOf(),
    cursor: { y: false, drag: { x: true, y: false }, ...(spec.sync ? { sync: { key: 'period' } } : {}) },
    hooks: { drawClear: [(plot) => shade(plot, spec)], draw: [(plot) => drawNames(plot, spec)] },
  }
}

const specs: ChartSpec[] = JSON.parse(document.getElementById('charts')?.textContent ?? '[]')
const places = [...document.querySelectorAll<HTMLElement>('[data-chart]')]
let plots: UPlot[] = []

function drawAll(width?: number): void {
  for (const plot of plots) plot.destroy()
  plots = places.map((place) => {
    const spec = specs[Number(place.dataset.chart)]
    const data = [unpackTimes(spec.times), ...spec.lines.map((line) => unpackValues(line.values))] as UPlot.AlignedData
    return new uPlot(optionsOf(spec, width ?? place.clientWidth), data, place)
  })
  root.dataset.charts = String(plots.length)
}

function fit(): void {
  plots.forEach((plot, i) => {
    const width = places[i].clientWidth
    if (width > 0 && width !== plot.width) plot.setSize({ width, height: plot.height })
  })
}

drawAll()
addEventListener('resize', fit)
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => drawAll())
addEventListener('beforeprint', () => {
  root.dataset.printing = ''
  drawAll(printWidth)
})
addEventListener('afterprint', () => {
  delete root.dataset.printing
  drawAll()
})
