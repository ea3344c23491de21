/** A text that comes in parts. */
interface Part {
  readonly part: number
  readonly parts: number
  readonly text: string
}

/** Puts one text after the other together; parts of another `name` begin anew. */
export class Parts {
  #name = ''
  #texts: (string | undefined)[] = []

  /** The whole text with the part that completes it, else null. */
  take(name: string, { part, parts, text }: Part): string | null {
    if (this.#name !== name || this.#texts.length !== parts) {
      this.#name = name
      this.#texts = Array<string | undefined>(parts).fill(undefined)
    }
    this.#texts[part] = text
    if (this.#texts.includes(undefined)) return null
    const whole = this.#texts.join('')
    this.#name = ''
    this.#texts = []
    return whole
  }
}
