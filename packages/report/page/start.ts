// Runs on the page: draws each embedded chart into its figure, anew for another colour scheme or for paper. What goes wrong stands on the root.

import type { ChartSpec } from '@acm/charts'
import { type Drawn, draw } from '@acm/charts/draw'

const root = document.documentElement
const printWidth = 690

function fail(message: string): void {
  root.dataset.error = message
}
addEventListener('error', (event) => fail(event.message))
document.addEventListener('securitypolicyviolation', (event) => fail(`blocked: ${event.violatedDirective}`))

const specs: ChartSpec[] = JSON.parse(document.getElementById('charts')?.textContent ?? '[]')
const places = [...document.querySelectorAll<HTMLElement>('[data-chart]')]
let drawn: Drawn[] = []

function drawAll(width?: number): void {
  for (const chart of drawn) chart.remove()
  drawn = places.map((place) => draw(specs[Number(place.dataset.chart)], place, width))
  root.dataset.charts = String(drawn.length)
}

function fit(): void {
  drawn.forEach((chart, i) => {
    const width = places[i].clientWidth
    if (width > 0 && width !== chart.width) chart.resize(width)
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
