// @acm/charts: what a chart shows, made of columns; needs no document. What draws it is @acm/charts/draw.

export { type Chart, type ChartInput, chartOf, mostPoints } from './chart.ts'
export type * from './chart-spec.ts'
export { chartStyle } from './style.ts'
export { firstRowFrom } from './thinning.ts'
export { uplotLicence } from './uplot-text.ts'
