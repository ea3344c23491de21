/** Between two banners. */
const gap = 12

interface Shown {
  readonly top: number
  readonly height: number
}

/** Banners on one monitor, one below the other; each stays where it is. */
export class BannerStack {
  readonly #shown = new Set<Shown>()

  /** Takes the uppermost place that is free, counted from where the first stands; the second gives it back. */
  take(height: number): { readonly top: number; readonly giveBack: () => void } {
    let top = 0
    for (const one of [...this.#shown].sort((a, b) => a.top - b.top)) {
      if (one.top - top >= height + gap) break
      top = one.top + one.height + gap
    }
    const shown = { top, height }
    this.#shown.add(shown)
    return { top, giveBack: () => this.#shown.delete(shown) }
  }

  clear(): void {
    this.#shown.clear()
  }
}
