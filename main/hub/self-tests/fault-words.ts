import type { SelfTest, SelfTestReason, StageResult } from '#shared/model/self-test'

type Fault = NonNullable<StageResult['why']>

/** What is wrong, and what to do, in a line each: for flags and papers. */
const faults: Readonly<Record<Fault, string>> = {
  'no-display': 'The screen could not be reached: run classwarden-agent doctor there.',
  'draw-failed': 'The card of the test could not be drawn: install the agent again.',
  'not-in-front': 'The sensor did not see the test window: look for a desktop without a window manager, or with Wayland.',
  'no-policies': 'The PC holds no policies: install the agent again.',
  'rule-missing': 'The policies did not flag the test phrase: they are old or damaged. Update the agent.',
  'capture-failed': 'No picture of the screen could be taken: run classwarden-agent doctor there.',
  'disk-refuses': 'The picture could not be kept on the PC: its disk is full or read-only.',
  'browser-silent': 'A browser did not answer: close it and open it again.',
  'not-stored': 'The concern did not reach the hub: look at the link of this PC.',
  'no-picture': 'The picture did not reach the hub: look at the disk of the PC and of the hub.',
  'not-listed': "The concern is not in the officer's list: tell the maker of Classwarden.",
  'no-browser': 'No browser was open.',
  'not-reached': 'Not reached.',
}

const reasons: Readonly<Record<SelfTestReason, string>> = {
  silent: 'The PC did not answer: switch it on, and look whether its agent runs.',
  'in-use': 'The PC was in use.',
  staff: 'A member of staff was signed in.',
  covered: 'The screen was locked or blank.',
  'no-display': 'Its screen could not be reached: run classwarden-agent doctor there.',
  busy: 'Another self-test was under way.',
  lesson: 'A lesson went on in the room.',
  'no-answer': 'The PC began, and told no end: look at its link, then run the test again.',
  unsupported: 'Its agent knows no self-test: update it.',
  interrupted: 'The hub was stopped meanwhile.',
}

/** What came of a test that did not pass. */
export const faultWords = ({ stages, why }: Pick<SelfTest, 'stages' | 'why'>): string => {
  const failed = stages.find(({ state }) => state === 'failed')
  if (failed?.why != null) return `${failed.stage}: ${faults[failed.why]}`
  return why === null ? '' : reasons[why]
}
