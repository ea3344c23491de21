import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { type DesktopEvent, parseEvent } from './desktop-events'
import { encodeFrame, type Frame, FrameReader } from './frames'

/** Asked for something it has not been answered, or told of, the program is as good as gone. */
const answerWithinMs = 15_000
const endWithinMs = 3_000
/** native/main.c says it of an exception; of some, Windows itself says one of its own codes. */
const exceptionExit = 6
const firstWindowsException = 0xc0_00_00_00

/** The program is no more: whatever was asked of it goes unanswered. */
export class DesktopGone extends Error {}

/** What a part of the platform needs of the program on the desktop. */
export interface DesktopLine {
  /** An order that is not answered, or by an event. */
  tell(words: readonly (string | number)[], body?: Uint8Array): void
  /** The answer to an order, without its number; rejects with `DesktopGone` when the program ends first. The number comes second in the order. */
  ask(order: string, words?: readonly (string | number)[], withinMs?: number): Promise<Frame>
}

/** One run of the program that lives on a Windows desktop (native/). */
export class DesktopProgram implements DesktopLine {
  /** Resolves when it has ended, for whatever reason. */
  readonly ended: Promise<void>
  readonly #child: ChildProcessWithoutNullStreams
  readonly #reader = new FrameReader()
  readonly #waiting = new Map<number, { readonly resolve: (frame: Frame) => void; readonly reject: (gone: DesktopGone) => void }>()
  readonly #onEvent: (event: DesktopEvent) => void
  #asked = 0
  #gone = false
  #over: () => void = () => undefined
  #isFaulty = false

  /** @param by `gdi` leaves Windows' desktop duplication alone */
  constructor(
    [program, ...args]: readonly [string, ...string[]],
    idleAfterMs: number,
    onEvent: (event: DesktopEvent) => void,
    by: 'duplication' | 'gdi' = 'duplication',
  ) {
    this.#onEvent = onEvent
    // Detached, as Windows ends all other children of Node with it: a cover outlives an agent that was killed, until the next one is there.
    this.#child = spawn(program, [...args, String(idleAfterMs), ...(by === 'gdi' ? ['gdi'] : [])], {
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
      detached: true,
    })
    this.#child.stderr.resume()
    this.#child.stdout.on('data', (chunk: Buffer) => this.#read(chunk))
    // A pipe that broke is told by the end of the process.
    this.#child.stdin.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      this.#over = () => {
        this.#gone = true
        for (const { reject } of this.#waiting.values()) reject(new DesktopGone('the program on the desktop ended'))
        this.#waiting.clear()
        resolve()
      }
      this.#child.once('error', this.#over)
      // Not its pipes' end: what it started may hold them open.
      this.#child.once('exit', (code) => {
        this.#isFaulty ||= code === exceptionExit || (code ?? 0) >= firstWindowsException
        this.#over()
      })
    })
  }

  /** An exception ended it, or it was ended as it no longer answered: nobody but a part of Windows that it used does that. */
  get isFaulty(): boolean {
    return this.#isFaulty
  }

  tell(words: readonly (string | number)[], body?: Uint8Array): void {
    if (!this.#gone) this.#child.stdin.write(encodeFrame(words, body))
  }

  ask(order: string, words: readonly (string | number)[] = [], withinMs = answerWithinMs): Promise<Frame> {
    const id = ++this.#asked
    return new Promise((resolve, reject) => {
      if (this.#gone) {
        reject(new DesktopGone('the program on the desktop has ended'))
        return
      }
      // One that no longer answers holds nothing for long: it is ended, and the next one takes over.
      const timer = setTimeout(() => {
        this.#isFaulty = true
        this.#child.kill()
      }, withinMs)
      const done = (): void => {
        clearTimeout(timer)
        this.#waiting.delete(id)
      }
      this.#waiting.set(id, {
        resolve: (frame) => {
          done()
          resolve(frame)
        },
        reject: (gone) => {
          done()
          reject(gone)
        },
      })
      this.tell([order, id, ...words])
    })
  }

  /** Leaves it to itself, as an agent that ended does: its cover stays until the next agent takes it over (native/main.c). */
  leave(): void {
    this.#child.stdin.end()
    this.#child.unref()
    this.#over()
  }

  /** Lets it take its windows down and end by itself; resolves when it has. */
  async end(): Promise<void> {
    if (this.#gone) return
    this.tell(['uncover', 0])
    this.#child.stdin.end()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endWithinMs)
    await this.ended
    clearTimeout(timer)
  }

  #read(chunk: Buffer): void {
    const frames = this.#reader.read(chunk)
    if (frames === null) {
      this.#child.kill()
      return
    }
    for (const frame of frames) this.#heed(frame)
  }

  #heed(frame: Frame): void {
    const [word, id, ...words] = frame.words
    if (word === 'answer' || word === 'picture') {
      this.#waiting.get(Number(id))?.resolve({ words, body: frame.body })
      return
    }
    const event = parseEvent(frame)
    if (event !== null) this.#onEvent(event)
  }
}

/** Runs what asks the program; `otherwise` stands for it when the program ends meanwhile. */
export async function unlessGone<T>(asking: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await asking
  } catch (error) {
    if (!(error instanceof DesktopGone)) throw error
    return otherwise
  }
}
