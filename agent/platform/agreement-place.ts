import type { Rectangle } from './rectangle'

const widest = 1_500
const tallest = 1_150
const margin = 32
const buttonHeight = 64
const widestButton = 460

/** Where the card stands on a monitor: nearly all of a small one. */
export function agreementCard(monitor: Rectangle): Rectangle {
  const width = Math.max(1, Math.min(widest, monitor.width - 2 * margin))
  const height = Math.max(1, Math.min(tallest, monitor.height - 2 * margin))
  return {
    x: monitor.x + Math.floor((monitor.width - width) / 2),
    y: monitor.y + Math.floor((monitor.height - height) / 2),
    width,
    height,
  }
}

/** In the order the keyboard goes through them. */
export const agreementChoices = ['agreed', 'declined'] as const
export type AgreementChoice = (typeof agreementChoices)[number]

/** The buttons, within a card of this size: both to read, and to press. */
export function agreementButtons({ width, height }: Pick<Rectangle, 'width' | 'height'>): Readonly<Record<AgreementChoice, Rectangle>> {
  const each = Math.min(widestButton, Math.floor((width - 3 * margin) / 2))
  const y = height - margin - buttonHeight
  const left = Math.floor((width - 2 * each - margin) / 2)
  return {
    agreed: { x: left, y, width: each, height: buttonHeight },
    declined: { x: left + each + margin, y, width: each, height: buttonHeight },
  }
}
