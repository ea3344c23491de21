import { expect, it } from 'vitest'
import { layOutAgreement } from '../../../agent/platform/agreement-card'
import { agreementButtons } from '../../../agent/platform/agreement-place'
import type { Letters } from '../../../agent/platform/card'

const size = { width: 960, height: 704 }
/** Every letter is half as wide as high, in any size. */
const letters: Letters = {
  sizes: (_weight, largest, smallest) => [largest, smallest],
  measure: (line, size) => (line.length * size) / 2,
}
const notice = { title: 'Using our computers', text: ' I am kind.\r\n\nI keep my password to myself.', again: false }

it('has a point for each line, and its answers on the buttons', () => {
  const { lines } = layOutAgreement(notice, size, letters)
  const texts = lines.map(({ text }) => text)
  expect(texts).toContain('• I am kind.')
  expect(texts).toContain('• I keep my password to myself.')
  const { agreed, declined } = agreementButtons(size)
  for (const [said, button] of [
    ['I agree', agreed],
    ['I do not agree: sign me out', declined],
  ] as const) {
    const line = lines.find(({ text }) => text === said)
    expect(line).toMatchObject({ align: 'middle', x: button.x + button.width / 2 })
    expect(line?.middleY).toBeCloseTo(button.y + button.height / 2)
  }
})

it('says so where it asks once more, and keeps a long text above the help', () => {
  const once = layOutAgreement(notice, size, letters).lines.map(({ text }) => text)
  const { lines } = layOutAgreement({ ...notice, text: 'word '.repeat(3_000), again: true }, size, letters)
  expect(lines.some(({ text }) => text.includes('could not be signed out'))).toBe(true)
  expect(once.some((text) => text.includes('could not be signed out'))).toBe(false)
  const points = lines.filter(({ text }) => text.includes('word'))
  const help = lines.find(({ text }) => text.startsWith('Mouse'))
  expect(points.at(-1)?.text).toMatch(/…$/)
  expect((points.at(-1)?.middleY ?? Infinity) + 6).toBeLessThan((help?.middleY ?? 0) - (help?.size ?? 0) / 2)
})
