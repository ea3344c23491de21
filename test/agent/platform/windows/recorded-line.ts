import { DesktopGone, type DesktopLine } from '../../../../agent/platform/windows/desktop-program'

/** The program on a desktop, in memory: keeps what it was told, and answers as the test says; null ends it. */
export class RecordedLine implements DesktopLine {
  readonly calls: string[] = []
  answers: Readonly<Record<string, readonly string[] | null>> = {}
  /** What an answer brings beside its words. */
  bodies: Readonly<Record<string, string>> = {}

  tell(words: readonly (string | number)[]): void {
    this.calls.push(words.join(' '))
  }

  ask(order: string, words: readonly (string | number)[] = []): ReturnType<DesktopLine['ask']> {
    this.calls.push([order, ...words].join(' '))
    const body = this.bodies[order]
    const answer = body === undefined ? this.answers[order] : []
    if (answer === undefined || answer === null) return Promise.reject(new DesktopGone('the test ended it'))
    return Promise.resolve({ words: answer, body: Buffer.from(body ?? '') })
  }
}
