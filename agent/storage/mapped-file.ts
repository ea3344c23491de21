import { open } from 'node:fs/promises'

/** From sys/mman.h. */
const readable = 1
const ownCopy = 2
const failed = -1n

/**
 * The bytes of a file as the system keeps them, instead of a copy in this process: the memory is the system's to take back, as the file is there to
 * be read again. Only for files that are replaced and never written in place, and nobody may write into the bytes. They stay as long as the process.
 * Throws what the file system throws.
 */
export async function mapFile(file: string): Promise<Uint8Array> {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    // An empty file cannot be mapped; elsewhere than on Linux a copy has to do.
    if (process.platform !== 'linux' || size === 0) return await handle.readFile()
    const { default: koffi } = await import('koffi')
    const map: (address: null, length: number, access: number, flags: number, file: number, offset: number) => bigint = koffi
      .load('libc.so.6')
      .func('void *mmap(void *address, size_t length, int access, int flags, int file, int64_t offset)')
    const place = map(null, size, readable, ownCopy, handle.fd, 0)
    return BigInt.asIntN(64, place) === failed ? await handle.readFile() : new Uint8Array(koffi.view(place, size))
  } finally {
    await handle.close()
  }
}
