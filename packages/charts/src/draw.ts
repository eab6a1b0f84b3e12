// A chart drawn into an element of a page, on uPlot.

import UPlot from 'uplot'
import type { ChartLine, ChartSpan, ChartSpec, ChartZone, LineRole, PackedTimes, PackedValues } from './chart-spec.ts'
import { moment, significant, tickLabels, withUnit } from './format.ts'
import { timeLabels, timeSplits } from './time-axis.ts'

const font = '12px system-ui, sans-serif'
/** Below this width in CSS pixels a shaded span has no edges: many of them would paint the chart over. */
const narrowest = 8

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
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

const strokes: Record<LineRole, { color: string; width: number; dash?: number[] }> = {
  value: { color: 'line', width: 1.5 },
  expected: { color: 'expected', width: 1.5, dash: [6, 4] },
  low: { color: 'band-edge', width: 0.75 },
  high: { color: 'band-edge', width: 0.75 },
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
      values: (_, splits) => tickLabels(splits),
      size: (_, values) => Math.max(34, 18 + 7 * Math.max(0, ...(values ?? []).map((text) => text.length))),
    },
  ]
}

/** The vertical axis holds the levels as well as the data. */
function yRange(spec: ChartSpec): UPlot.Scale.Range {
  if (spec.range !== undefined) return [spec.range[0], spec.range[1]]
  const values = spec.levels.map((level) => level.value)
  return (_, min, max) => UPlot.rangeNum(Math.min(min ?? 0, ...values), Math.max(max ?? 1, ...values), 0.1, true)
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
  if (width < narrowest * devicePixelRatio) return
  context.fillStyle = color(`${span.kind}-edge`)
  context.fillRect(from, top, devicePixelRatio, height)
  context.fillRect(from + width - devicePixelRatio, top, devicePixelRatio, height)
}

/** Names of spans above the plotting area; one that would run into its left neighbour is left out. */
function nameSpans(plot: UPlot, spans: readonly ChartSpan[], freeFrom: number): void {
  const { left, top, width } = plot.bbox
  const pixel = devicePixelRatio
  let free = freeFrom
  for (const span of spans) {
    const x = Math.max(left, plot.valToPos(span.start, 'x', true))
    if (x < free || x > left + width || plot.valToPos(span.end, 'x', true) < left) continue
    text(plot.ctx, span.label, x, top - 16 * pixel, color(`${span.kind}-name`), 'left')
    free = x + plot.ctx.measureText(span.label).width + 6 * pixel
  }
}

/** The unit above the vertical axis; returns where the next text may begin. */
function nameUnit(plot: UPlot, unit: string): number {
  const pixel = devicePixelRatio
  text(plot.ctx, unit.length > 8 ? `${unit.slice(0, 7)}…` : unit, 2 * pixel, plot.bbox.top - 16 * pixel, color('muted'), 'left')
  return Math.max(plot.bbox.left, plot.ctx.measureText(unit).width + 8 * pixel)
}

/** Zone names in the right margin, clear of the line. */
function nameZones(plot: UPlot, zones: readonly ChartZone[]): void {
  const { left, width } = plot.bbox
  for (const zone of zones) {
    const middle = (plot.valToPos(zone.low, 'y', true) + plot.valToPos(zone.high, 'y', true)) / 2
    text(plot.ctx, zone.label, left + width + 6 * devicePixelRatio, middle - 7 * devicePixelRatio, color('muted'), 'left')
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
  nameZones(plot, spec.zones)
  const unit = spec.lines[0].unit
  nameSpans(plot, spec.spans, unit === undefined ? plot.bbox.left : nameUnit(plot, unit))
  clipped(plot, (context) => drawLevels(plot, context, spec))
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
    padding: [20, spec.zones.length > 0 ? 68 : 12, 0, 0],
    scales: { x: { time: false }, y: { range: yRange(spec) } },
    series: [
      { label: 'time', value: (_, value) => (value === null || value === undefined ? '–' : moment(Math.floor(value / 1000) * 1000)) },
      ...spec.lines.map(seriesOf),
    ],
    bands: expectedBand(spec.lines),
    axes: axesOf(),
    cursor: { y: false, drag: { x: true, y: false }, ...(spec.sync ? { sync: { key: 'period' } } : {}) },
    hooks: { drawClear: [(plot) => shade(plot, spec)], draw: [(plot) => drawNames(plot, spec)] },
  }
}

export interface Drawn {
  readonly width: number
  /** In CSS pixels. */
  resize(width: number): void
  /** Takes the drawing out of its element again. */
  remove(): void
}

/**
 * Draws a chart at the end of an element, with axes, shading, a legend that follows the pointer, and zoom by dragging. `width` is in CSS
 * pixels; the element's own when absent. The page carries `chartStyle`; when its colours change, remove the drawing and draw again.
 * Cost: about 25 ms for four lines of 4,000 points, without a graphics card.
 */
export function draw(spec: ChartSpec, element: HTMLElement, width: number = element.clientWidth): Drawn {
  const data = [unpackTimes(spec.times), ...spec.lines.map((line) => unpackValues(line.values))] as UPlot.AlignedData
  const plot = new UPlot(optionsOf(spec, width), data, element)
  return {
    get width() {
      return plot.width
    },
    resize: (to) => plot.setSize({ width: to, height: plot.height }),
    remove: () => plot.destroy(),
  }
}
