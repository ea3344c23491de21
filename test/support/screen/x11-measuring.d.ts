/** What measuring needs of `x11` beyond what the agent uses (agent/platform/linux/x11.d.ts): damage details and XTEST. */
declare module 'x11' {
  interface Xtest {
    readonly KeyPress: number
    readonly KeyRelease: number
    readonly ButtonPress: number
    readonly ButtonRelease: number
    readonly MotionNotify: number
    FakeInput(type: number, detail: number, delayMs: number, window: number, x: number, y: number): void
  }

  interface Composite {
    RedirectWindow(window: number, update: 0 | 1): void
  }

  interface Shape {
    Rectangles(operation: 0, kind: 0 | 1 | 2, window: number, x: number, y: number, rectangles: readonly number[][]): void
  }

  interface Extensions {
    xtest: Xtest
  }

  interface XEvent {
    /** DamageNotify: the part of the screen that was drawn on. */
    readonly area?: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  }

  interface XClient {
    KillClient(resource: number): void
    CopyArea(
      source: number,
      target: number,
      gc: number,
      fromX: number,
      fromY: number,
      toX: number,
      toY: number,
      width: number,
      height: number,
    ): void
    GetKeyboardMapping(first: number, count: number, callback: Callback<readonly (readonly number[])[]>): void
  }
}
