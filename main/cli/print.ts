import type { DeviceView } from '#shared/model/device'

/** Columns padded to their widest cell; the last one is left as it is. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length)
  return rows
    .map((row) => row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0))).join('  '))
    .join('\n')
}

/** Whether it is there, and for how long not. */
export function presenceWords(device: DeviceView, nowMs: number): string {
  const { presence } = device
  if (presence.state === 'live') return device.display.state === 'ready' ? 'live' : 'live, no display'
  if (presence.since === null) return 'never seen'
  const minutes = Math.floor((nowMs - presence.since) / 60_000)
  return `silent ${minutes < 1 ? 'since now' : `${minutes} min`} (${presence.why})`
}

export const restrictionWords = (device: DeviceView): string =>
  device.restrictions.map((one) => (one.state === 'applied' ? one.lease.kind : `${one.lease.kind} ${one.state}`)).join(', ') || '-'

/** One line about a PC: name, presence, who, what is in front, what restricts it. */
export const deviceRow = (device: DeviceView, nowMs: number): readonly string[] => [
  device.name,
  presenceWords(device, nowMs),
  device.user?.displayName ?? '-',
  restrictionWords(device),
  device.foreground === null ? '-' : `${device.foreground.application}: ${device.foreground.title}`,
]
export const deviceHeadings = ['PC', 'STATE', 'USER', 'RESTRICTED', 'IN FRONT'] as const
