import { expect, it } from 'vitest'
import { isSparedOnWindows, originOf } from '../../../../agent/platform/windows/windows-applications'

it.each([
  ['C:\\Program Files\\Mozilla Firefox\\firefox.exe', 'installed'],
  ['c:\\windows\\System32\\notepad.exe', 'installed'],
  ['C:\\Windows\\Temp\\game.exe', 'own'],
  ['C:\\Users\\aisha\\Downloads\\explorer.exe', 'own'],
  ['C:\\Program Files Evil\\game.exe', 'own'],
  ['', 'hidden'],
])('%s is %s', (file, origin) => {
  expect(originOf(file)).toBe(origin)
})

it('[AP4] spares the parts of the desktop and of the agent where only administrators can have put them', () => {
  expect(isSparedOnWindows('C:\\Windows\\explorer.exe', 'installed')).toBe(true)
  expect(isSparedOnWindows('C:\\Program Files\\Classwarden\\Classwarden-Desktop.exe', 'installed')).toBe(true)
  expect(isSparedOnWindows('C:\\Users\\aisha\\explorer.exe', 'own')).toBe(false)
  expect(isSparedOnWindows('C:\\Windows\\System32\\notepad.exe', 'installed')).toBe(false)
})
