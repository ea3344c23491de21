import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { LinuxPower } from '../../../../agent/platform/linux/power'
import { powerPrograms } from '../../../support/power-programs'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-power-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const power = (): LinuxPower => new LinuxPower(folder, () => null, { answerWithinMs: 500, endWithinMs: 200 })

describe('[PW6] sending a PC down', () => {
  it('asks systemd, once', async () => {
    const programs = await powerPrograms(folder)
    expect(await power().act('restart', 0)).toMatchObject({ ok: true })
    expect(await power().act('shut-down', 0)).toMatchObject({ ok: true })
    expect(await programs.asked()).toEqual(['systemctl reboot', 'systemctl poweroff'])
  })

  it('asks shutdown where systemd is not there or refuses', async () => {
    const programs = await powerPrograms(folder, { systemctl: 'refuses' })
    expect(await power().act('shut-down', 0)).toMatchObject({ ok: true })
    await rm(path.join(folder, 'systemctl'))
    expect(await power().act('restart', 0)).toMatchObject({ ok: true })
    expect(await programs.asked()).toEqual(['systemctl poweroff', 'shutdown -P now', 'shutdown -r now'])
  })

  it('asks nobody else when systemd took the order and says nothing', async () => {
    const programs = await powerPrograms(folder, { systemctl: 'hangs' })
    expect(await power().act('restart', 0)).toMatchObject({ ok: false, code: 'no-answer' })
    expect(await programs.asked()).toEqual(['systemctl reboot'])
  })

  it('says whether it was refused, or there is nothing to do it with', async () => {
    await powerPrograms(folder, { systemctl: 'absent', shutdown: 'refuses' })
    expect(await power().act('restart', 0)).toMatchObject({ ok: false, code: 'refused' })
    await rm(path.join(folder, 'shutdown'))
    expect(await power().act('restart', 0)).toMatchObject({ ok: false, code: 'no-program' })
  })

  it('logs nobody off without a session', async () => {
    const programs = await powerPrograms(folder)
    expect(await power().act('log-off', 0)).toMatchObject({ ok: false, code: 'no-session' })
    expect(await programs.asked()).toEqual([])
  })
})
