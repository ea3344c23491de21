/** What libsql can be given for a `?` without harm. */
export type Bind = string | number | bigint | Uint8Array | null

/**
 * The one place where values become binds. libsql panics on a boolean and so ends the whole process, and it cuts a text at a
 * NUL in silence; neither may reach it. Booleans become 0 and 1, dates milliseconds, undefined NULL. Anything else that is no
 * scalar is a bug in a query and throws.
 */
export const toBind = (value: unknown): Bind => {
  switch (typeof value) {
    case 'string':
      if (value.includes('\u0000')) throw new TypeError('A text with a NUL cannot be stored')
      return value
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`The number ${value} cannot be stored`)
      return value
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new TypeError('An integer of more than 64 bits cannot be stored')
      return value
    case 'boolean':
      return value ? 1 : 0
    case 'undefined':
      return null
    case 'object':
      if (value === null) return null
      if (value instanceof Uint8Array) return value
      if (value instanceof Date) return toBind(value.getTime())
      break
    default:
  }
  throw new TypeError(`A value of type ${typeof value} cannot be stored: write it as JSON text first`)
}
