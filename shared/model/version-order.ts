/** A release of ours: semantic versioning (https://semver.org, 2.0.0) without build metadata. */
export const versionPattern =
  /^(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})\.(?:0|[1-9]\d{0,5})(?:-[0-9A-Za-z]{1,12}(?:\.[0-9A-Za-z]{1,12}){0,2})?$/u

const isNumber = (part: string): boolean => /^\d+$/u.test(part)

/** Of one identifier of a pre-release: numbers by value and before words, words by their letters. */
const compareParts = (a: string, b: string): number => {
  if (isNumber(a) && isNumber(b)) return Number(a) - Number(b)
  if (isNumber(a) !== isNumber(b)) return isNumber(a) ? -1 : 1
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** Below zero where `a` came before `b`, above where after. Both fit `versionPattern`. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = a.split(/-(.*)/su)
  const [coreB = '', preB] = b.split(/-(.*)/su)
  const core = compareLists(coreA.split('.'), coreB.split('.'))
  if (core !== 0) return core
  // What is before a release comes before it.
  if (preA === undefined || preB === undefined) return Number(preA === undefined) - Number(preB === undefined)
  return compareLists(preA.split('.'), preB.split('.'))
}

function compareLists(a: readonly string[], b: readonly string[]): number {
  for (let at = 0; at < Math.max(a.length, b.length); at += 1) {
    const [one, other] = [a[at], b[at]]
    if (one === undefined || other === undefined) return one === undefined ? -1 : 1
    const order = compareParts(one, other)
    if (order !== 0) return order
  }
  return 0
}
