/**
 * How does cost grow with work?
 */

import type { ScaleSeries } from '../scale.ts'
import { median } from '../statistics.ts'
import { drawCurve } from './draw-curve.ts'
import { type Markup, tag } from './markup.ts'
import type { ScaleResult } from './results.ts'
import {
  CARD_WIDTH,
  card,
  data,
  datum,
  foldedTable,
  notMeasured,
  type SectionText,
  section,
} from './section.ts'
import { say, sayWork } from './wording.ts'

const SCALE: SectionText = {
  id: 'scale',
  title: 'How cost grows with work',
  lede:
    'Both axes are logarithmic; the small dots are the rounds. The dashed line is what linear would be, ' +
    'from where the slope is taken. The slope is that of the whole cost over the upper half of the ' +
    'points: 1 is linear, and past 1.1 with all of its interval is a finding. “Bare sockets” parse ' +
    'nothing: what their curve does is not the server’s doing.',
}

export function renderScale(result: ScaleResult | undefined): Markup {
  if (result === undefined) return notMeasured(SCALE, 'npm run bench:scale')
  return section(SCALE, result.run, tag('div', { class: 'cards' }, result.series.map(renderSeries)))
}

function renderSeries(series: ScaleSeries): Markup {
  const { name, work, unit, points, slope, verdict } = series
  const isControl = series.isControl === true
  const isWorse = verdict === 'worse than linear' && !isControl
  const description = points
    .map((point) => `${sayWork(point.work)} ${work}: ${say(median(point.values), unit)}`)
    .join('; ')
  const isEach = series.costOf === 'each'
  const outcome = isWorse ? 'missed' : verdict === 'not shown' ? 'not-shown' : 'met'
  return card(
    name,
    `by ${work}`,
    drawCurve(
      { title: `${name}, by ${work}`, description },
      {
        points,
        unit,
        kind: isControl ? 'other' : isWorse ? 'missed' : 'ours',
        costOf: series.costOf,
      },
      CARD_WIDTH,
    ),
    tag(
      'p',
      { class: `slope ${outcome}` },
      tag('b', {}, verdict),
      ': slope ',
      datum(slope.median, slope.median.toFixed(2)),
      ' (',
      datum(slope.low, slope.low.toFixed(2)),
      ' to ',
      datum(slope.high, slope.high.toFixed(2)),
      ')',
    ),
    foldedTable({
      caption: `${name}, by ${work}`,
      heads: [work, `median, ${unit}`, 'per unit of work', 'rounds'],
      rows: points.map((point) => [
        datum(point.work, sayWork(point.work)),
        say(median(point.values), unit),
        say(median(point.values) / (isEach ? 1 : point.work), unit),
        data(point.values, (value) => say(value, unit)),
      ]),
    }),
  )
}
