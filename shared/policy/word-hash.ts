/** FNV-1a (Fowler, Noll, Vo) over UTF-16 units, 32 bits: finds words in a table. It keeps nothing secret and proves nothing. */
export const emptyHash = 0x811c9dc5 | 0

export const hashOn = (hash: number, unit: number): number => Math.imul(hash ^ unit, 0x01000193)

/** @param without a place whose letter is left out */
export function hashOf(text: string, without = -1): number {
  let hash = emptyHash
  for (let at = 0; at < text.length; at += 1) if (at !== without) hash = hashOn(hash, text.charCodeAt(at))
  return hash
}

/** Where a hash begins to look in a table of a power of two: the upper bits have a say as well. */
export const slotOf = (hash: number, mask: number): number => (hash ^ (hash >>> 15)) & mask

/** A table with room: entries, numbers above zero, by their hashes; zero is an empty slot. Entries of one hash stand after one another. */
export function hashTable(entries: readonly { readonly hash: number; readonly entry: number }[]): Int32Array {
  let size = 4
  while (size < entries.length * 1.5) size *= 2
  const slots = new Int32Array(size)
  for (const { hash, entry } of entries) {
    let slot = slotOf(hash, size - 1)
    while (slots[slot] !== 0) slot = (slot + 1) & (size - 1)
    slots[slot] = entry
  }
  return slots
}
