const key = 'classwarden:session'

/** Keeps the session token for as long as the tab lives, so that a reload does not sign the person out. */
export interface SessionMemory {
  read(): string | null
  write(token: string | null): void
}

export const sessionMemory = (storage: Storage): SessionMemory => ({
  read: () => storage.getItem(key),
  write: (token) => {
    if (token === null) storage.removeItem(key)
    else storage.setItem(key, token)
  },
})
