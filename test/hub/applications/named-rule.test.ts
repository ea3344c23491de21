import { describe, expect, it } from 'vitest'
import { applicationWishSchema } from '#shared/model/application'
import { describeApplications, namedRule } from '../../../main/hub/applications/named-rule'

const hash = 'a'.repeat(64)

const only = (...applications: string[]) => namedRule({ access: 'only', applications })

describe('what staff type', () => {
  it.each([
    ['Minetest', { by: 'name', name: 'minetest' }],
    ['  Visual   Studio Code ', { by: 'name', name: 'visual studio code' }],
    ['/opt/games/', { by: 'path', path: '/opt/games' }],
    ['/usr/bin/My Game', { by: 'path', path: '/usr/bin/My Game' }],
    ['c:\\Program Files\\Scratch 3\\', { by: 'path', path: 'C:\\Program Files\\Scratch 3' }],
    ['"C:/Users/Public/game.exe"', { by: 'path', path: 'C:\\Users\\Public\\game.exe' }],
    ['\\\\server\\apps', { by: 'path', path: '\\\\server\\apps' }],
    ['Minecraft.EXE', { by: 'name', name: 'minecraft' }],
    [hash.toUpperCase(), { by: 'hash', sha256: hash }],
    [`sha256:${hash}`, { by: 'hash', sha256: hash }],
  ])('[AP1] %j names an application', (words, application) => {
    expect(only(words)).toEqual({ ok: true, value: { access: 'only', applications: [application] } })
  })

  it.each([
    'C:\\',

    'C:\\..\\Windows',
    '\\\\server',
    'C:\\a?b',
    '%ProgramFiles%\\Game',
    'games\\minetest',
    '/',
    '//',
    '/usr/../home',
    '/usr/./bin',
    'games/minetest',
    'x'.repeat(81),
    `sha256:${'a'.repeat(63)}/`,
  ])('[AP1] %j names none', (words) => {
    expect(only('firefox', words)).toMatchObject({ ok: false, code: 'application-unclear' })
  })

  it('[AP1] empty lines and repeats are left out, and a rule names something', () => {
    expect(only('', 'Thonny', ' thonny', '/opt/a', '/opt/a/')).toMatchObject({
      value: { applications: [{ name: 'thonny' }, { path: '/opt/a' }] },
    })
    expect(only('', '  ')).toMatchObject({ ok: false, code: 'application-unclear' })
  })

  it('[AP4] no part of the desktop is to be closed; naming one among what stays is harmless', () => {
    for (const part of ['Openbox', 'bash', 'Xorg', 'orca', 'gsd-keyboard', 'classwarden-agent', 'Explorer.exe', 'ctfmon', 'Magnify']) {
      expect(namedRule({ access: 'all-but', applications: [part] })).toMatchObject({ ok: false, code: 'application-unclear' })
      expect(only(part).ok).toBe(true)
    }
  })

  it('[AP1] too many, too long, or none at all do not come so far', () => {
    const many = Array.from({ length: 51 }, (_one, at) => `game${at}`)
    for (const applications of [many, [], ['x'.repeat(513)], ['a\u0000b'], 'minetest', [7]]) {
      expect(applicationWishSchema.safeParse({ access: 'only', applications }).success).toBe(false)
    }
    expect(applicationWishSchema.safeParse({ access: 'nothing', applications: ['a'] }).success).toBe(false)
  })

  it('the audit log holds what was ordered, in bounds', () => {
    const rule = only('thonny', `/opt/${'x'.repeat(400)}`)
    const words = rule.ok ? describeApplications(rule.value) : ''
    expect(words).toContain('only thonny, /opt/xxx')
    expect(words.length).toBeLessThan(300)
  })
})
