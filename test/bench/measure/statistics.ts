/** The value below which `percent` of the samples lie, by linear interpolation between neighbours; NaN without samples. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  const place = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(place)]
  const above = sorted[Math.ceil(place)]
  if (below === undefined || above === undefined) return Number.NaN
  return below + (above - below) * (place - Math.floor(place))
}

export interface Spread {
  readonly p50: number
  readonly p95: number
}

export const spread = (samples: readonly number[]): Spread => ({ p50: round(percentile(samples, 50)), p95: round(percentile(samples, 95)) })

/** Two digits after the point: what these clocks can tell. */
export const round = (value: number): number => Math.round(value * 100) / 100
