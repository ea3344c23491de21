import { readFileSync } from 'node:fs'

/** Another at each start of the PC: random(4), and what the service on Windows made for it (platform/windows/service/boot.c). Empty where nobody tells. */
export function readBootId(): string {
  if (process.platform === 'win32') return (process.env['CLASSWARDEN_BOOT_ID'] ?? '').slice(0, 64)
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().slice(0, 64)
  } catch {
    return ''
  }
}
