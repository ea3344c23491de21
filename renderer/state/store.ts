/** A value somebody can read and be told about: what `useSyncExternalStore` asks for. */
export interface Readable<T> {
  readonly get: () => T
  readonly subscribe: (listener: () => void) => () => void
}

/** One value outside React. Setting the same value tells nobody. */
export class Store<T> implements Readable<T> {
  private readonly listeners = new Set<() => void>()

  constructor(private value: T) {}

  readonly get = (): T => this.value

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  set(value: T): void {
    if (Object.is(value, this.value)) return
    this.value = value
    for (const listener of [...this.listeners]) listener()
  }
}

/** Many values by key: a change of one tells only those who look at that one. */
export class KeyedStore<T> {
  private readonly values = new Map<string, T>()
  private readonly listeners = new Map<string, Set<() => void>>()
  private readonly readables = new Map<string, Readable<T | undefined>>()

  get(key: string): T | undefined {
    return this.values.get(key)
  }

  /** The same object for the same key, so that React does not subscribe anew on every render. */
  at(key: string): Readable<T | undefined> {
    const known = this.readables.get(key)
    if (known !== undefined) return known
    const readable: Readable<T | undefined> = {
      get: () => this.values.get(key),
      subscribe: (listener) => {
        const listeners = this.listeners.get(key) ?? new Set()
        this.listeners.set(key, listeners)
        listeners.add(listener)
        return () => {
          listeners.delete(listener)
          if (listeners.size === 0 && this.listeners.get(key) === listeners) this.listeners.delete(key)
        }
      },
    }
    this.readables.set(key, readable)
    return readable
  }

  set(key: string, value: T | undefined): void {
    if (Object.is(this.values.get(key), value)) return
    if (value === undefined) this.values.delete(key)
    else this.values.set(key, value)
    for (const listener of [...(this.listeners.get(key) ?? [])]) listener()
  }

  keys(): readonly string[] {
    return [...this.values.keys()]
  }

  clear(): void {
    for (const key of this.keys()) this.set(key, undefined)
    this.readables.clear()
  }
}
