/** What was started, to be ended in the opposite order whatever happens in between. */
export interface Closers {
  /** Remembers how to end a part, and hands the part on. */
  add<T>(part: T, close: (part: T) => unknown): T
  /** Ends everything; a part that fails to end does not keep the others. Throws the first failure afterwards. */
  closeAll(): Promise<void>
}

export function collectClosers(): Closers {
  const closers: (() => unknown)[] = []
  return {
    add: (part, close) => {
      closers.push(() => close(part))
      return part
    },
    closeAll: async () => {
      const failures: unknown[] = []
      for (const close of closers.splice(0).reverse()) {
        try {
          await close()
        } catch (error) {
          failures.push(error)
        }
      }
      if (failures.length > 0) throw failures[0]
    },
  }
}
