import { nowMs, openDisplay } from './x-display'

/** A mouse and keyboard of a desktop, by XTEST: to programs there the same as real ones. */
export interface Pointer {
  moveTo(x: number, y: number): Promise<void>
  /** Presses and releases the left button; answers with the time just before. */
  click(): number
  close(): void
}

export async function openPointer(displayName: string): Promise<Pointer> {
  const display = await openDisplay(displayName)
  const xtest = await display.extension('xtest')
  return {
    moveTo: async (x, y) => {
      xtest.FakeInput(xtest.MotionNotify, 0, 0, display.screen.root, x, y)
      await display.settle()
    },
    click: () => {
      const atMs = nowMs()
      xtest.FakeInput(xtest.ButtonPress, 1, 0, 0, 0, 0)
      xtest.FakeInput(xtest.ButtonRelease, 1, 0, 0, 0, 0)
      return atMs
    },
    close: () => display.close(),
  }
}
