/**
 * Lets `perSecond` messages through in the long run and `burst` at once (a token bucket). The answer is whether one more may pass at
 * `nowMs`, read from any clock that does not go back.
 */
export const createMessageRate = (perSecond: number, burst: number): ((nowMs: number) => boolean) => {
  let tokens = burst
  let lastMs: number | null = null
  return (nowMs) => {
    if (lastMs !== null) tokens = Math.min(burst, tokens + ((nowMs - lastMs) / 1_000) * perSecond)
    lastMs = nowMs
    if (tokens < 1) return false
    tokens -= 1
    return true
  }
}
