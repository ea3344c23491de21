import { expect, it } from 'vitest'
import { isSpared, parseStat } from '../../../../../agent/platform/linux/applications/linux-applications'
import { onlyAdministrators } from '../../../../../agent/platform/linux/applications/program-origin'

const nobody = { ofAgent: false, windowManager: false }

it('[AP4] the desktop is spared where an administrator put it, and nowhere else', () => {
  for (const file of [
    '/usr/bin/openbox',
    '/usr/bin/xfce4-panel',
    '/bin/bash',
    '/usr/libexec/gsd-media-keys',
    '/usr/bin/orca',
    '/usr/bin/dbus-daemon',
  ]) {
    expect(isSpared({ executable: file, origin: 'installed' }, nobody)).toBe(true)
    expect(isSpared({ executable: file, origin: 'own' }, nobody)).toBe(false)
    expect(isSpared({ executable: file, origin: 'hidden' }, nobody)).toBe(false)
  }
  expect(isSpared({ executable: '/usr/games/minetest', origin: 'installed' }, nobody)).toBe(false)
})

it('[AP4] a window manager nobody has heard of is spared where it is installed; the agent wherever it lies', () => {
  const unheard = { executable: '/usr/bin/tilemaster', origin: 'installed' } as const
  expect(isSpared(unheard, { ...nobody, windowManager: true })).toBe(true)
  expect(isSpared({ ...unheard, origin: 'own' }, { ...nobody, windowManager: true })).toBe(false)
  expect(isSpared({ executable: '/home/dev/node', origin: 'own' }, { ...nobody, ofAgent: true })).toBe(true)
})

it('[AP2] only administrators can change what root owns and no pupil’s group may write', () => {
  expect(onlyAdministrators({ uid: 0, gid: 0, mode: 0o100755 })).toBe(true)
  expect(onlyAdministrators({ uid: 0, gid: 50, mode: 0o42775 })).toBe(true)
  expect(onlyAdministrators({ uid: 0, gid: 100, mode: 0o100775 })).toBe(false)
  expect(onlyAdministrators({ uid: 0, gid: 0, mode: 0o41777 })).toBe(false)
  expect(onlyAdministrators({ uid: 1_000, gid: 0, mode: 0o100755 })).toBe(false)
})

it('a process may call itself anything', () => {
  const fields = Array.from({ length: 50 }, (_field, at) => String(at + 4)).join(' ')
  expect(parseStat(`42 (a) S 7 (b) R 99 ${fields.slice(2)}`)).toMatchObject({ command: 'a) S 7 (b', parentPid: 99 })
})
