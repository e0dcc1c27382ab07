/**
 * Where on a drawing does a value belong?
 */

type Scale = (value: number) => number

export interface Axis {
  readonly at: Scale
  readonly ticks: readonly number[]
  /** The largest value that is not cut off. */
  readonly top: number
}

/** From 0 to a little past `largest`, for bars: their length is the value. */
export function linearFromZero(largest: number, from: number, to: number): Axis {
  const top = largest > 0 ? largest : 1
  const step = niceStep(top / 3)
  const ticks: number[] = []
  for (let tick = 0; tick <= top * 1.0001; tick += step) ticks.push(tick)
  return { at: (value) => from + ((to - from) * clamp(value, 0, top)) / top, ticks, top }
}

/** Whole powers of `base` enclose the values; `least` of them at least. */
export function logarithmic(
  values: readonly number[],
  base: number,
  from: number,
  to: number,
): Axis {
  const powers = values
    .filter((value) => value > 0)
    .map((value) => Math.log(value) / Math.log(base))
  const low = Math.floor(Math.min(...powers) + 1e-9)
  const high = Math.max(low + 1, Math.ceil(Math.max(...powers) - 1e-9))
  const ticks: number[] = []
  const step = Math.ceil((high - low) / 6)
  for (let power = low; power <= high; power += step) ticks.push(base ** power)
  const at: Scale = (value) => {
    const power = value > 0 ? Math.log(value) / Math.log(base) : low
    return from + ((to - from) * (clamp(power, low, high) - low)) / (high - low)
  }
  return { at, ticks, top: base ** high }
}

/** Ends at round numbers around the values. */
export function linear(values: readonly number[], from: number, to: number): Axis {
  const least = Math.min(...values)
  const most = Math.max(...values)
  const step = niceStep((most - least || Math.abs(most) || 1) / 3)
  const low = Math.floor(least / step) * step
  const high = Math.max(low + step, Math.ceil(most / step) * step)
  const ticks: number[] = []
  for (let index = 0; low + index * step <= high + step / 2; index += 1)
    ticks.push(low + index * step)
  const at: Scale = (value) => from + ((to - from) * (clamp(value, low, high) - low)) / (high - low)
  return { at, ticks, top: high }
}

/** 1, 2 or 5 times a power of ten, not less than `size`. */
function niceStep(size: number): number {
  const power = 10 ** Math.floor(Math.log10(size))
  for (const factor of [1, 2, 5, 10]) if (factor * power >= size) return factor * power
  return 10 * power
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value))
}
