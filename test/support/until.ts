/** Waits until `test` holds; gives up after 30 s and says what was waited for. */
export const until = async (test: () => boolean, what = test.toString()): Promise<void> => {
  const giveUpAt = performance.now() + 30_000
  while (!test()) {
    if (performance.now() > giveUpAt) throw new Error(`Waited in vain until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
