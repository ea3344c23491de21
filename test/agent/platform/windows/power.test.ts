import { describe, expect, it } from 'vitest'
import type { SignedInUser } from '#shared/model/activity'
import { Observable } from '../../../../agent/platform/observable'
import { WindowsPower } from '../../../../agent/platform/windows/windows-power'
import { RecordedLine } from './recorded-line'

const aisha: SignedInUser = { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 0 }

function prepare(user: SignedInUser | null, answers: RecordedLine['answers'], programs: string | null = null) {
  const line = new RecordedLine()
  line.answers = answers
  const signedIn = new Observable(user)
  const power = new WindowsPower(signedIn, programs)
  power.attach(line)
  return { line, power, signedIn }
}

// What Wine cannot be asked for: it would end itself.
describe('power on Windows, by recorded calls', () => {
  it.each(['restart', 'shut-down'] as const)('%s asks the windows to close first', async (action) => {
    const { line, power } = prepare(aisha, { 'close-windows': ['0'], power: ['done', '0'] })
    expect(await power.act(action, 4_000)).toEqual({ ok: true, value: null })
    expect(line.calls).toEqual(['close-windows 4000', `power ${action}`])
  })

  it('logs off, and says so when the session has gone with its desktop', async () => {
    const { power } = prepare(aisha, { 'close-windows': ['1'], power: null })
    const ended = power.act('log-off', 0)
    power.detach()
    expect(await ended).toEqual({ ok: true, value: null })
  })

  it('says what Windows refused', async () => {
    const { power } = prepare(aisha, { 'close-windows': ['0'], power: ['refused', '5'] })
    expect(await power.act('restart', 0)).toMatchObject({ ok: false, code: 'refused', detail: 'Windows refused (error 5).' })
  })

  it('has nobody to log off, and nothing to ask without a desktop', async () => {
    const { line, power } = prepare(null, {})
    expect(await power.act('log-off', 0)).toMatchObject({ ok: false, code: 'no-session' })
    power.detach()
    expect(await power.act('restart', 0)).toMatchObject({ ok: false, code: 'no-session' })
    expect(line.calls).toEqual([])
  })

  it('does nothing where this PC is not to be sent down', async () => {
    const { line, power } = prepare(aisha, { 'close-windows': ['0'], power: ['done', '0'] }, '/none')
    expect(await power.act('restart', 0)).toMatchObject({ ok: false, code: 'no-program' })
    expect(line.calls).toEqual([])
  })
})
