import { beforeEach, describe, expect, it, vi } from 'vitest'
import { HubLink, type LinkSocket } from '../../../renderer/link/hub-link'
import type { SessionMemory } from '../../../renderer/link/session-memory'
import { noon, teacher } from '../device-views'

const token = 'A'.repeat(43)
const about = { hubName: 'Hub', hubVersion: '1', protocol: { major: 1, minor: 0 }, hubNow: noon, firstRun: false }
const session = {
  sessionToken: token,
  staff: {
    staffId: teacher.staffId,
    signInName: 'patel',
    displayName: 'Ms Patel',
    role: 'teacher',
    roomIds: null,
    expiresAt: null,
    disabled: false,
    secondFactor: false,
  },
  expiresAt: noon + 1_000,
  idleLimitMs: 600_000,
}
const ok = (value: unknown) => ({ ok: true, value })
const refused = (code: string) => ({ ok: false, code, detail: '' })

/** A socket whose hub answers from a table; the test plays its comings and goings. */
class FakeSocket implements LinkSocket {
  connected = false
  readonly asked: string[] = []
  readonly answers = new Map<string, unknown>([
    ['hub:about', ok(about)],
    ['staff:resume', ok(session)],
    ['staff:sign-in', ok(session)],
    ['staff:sign-out', ok(null)],
  ])
  private readonly listeners = new Map<string, (detail?: unknown) => void>()
  private any: ((event: string, ...args: unknown[]) => void) | null = null

  on(event: string, listener: (detail?: unknown) => void): void {
    this.listeners.set(event, listener)
  }
  onAny(listener: (event: string, ...args: unknown[]) => void): void {
    this.any = listener
  }
  offAny(): void {}
  removeAllListeners(): void {}
  connect(): void {}
  disconnect(): void {
    this.connected = false
  }
  emit(): void {}
  timeout() {
    return {
      emitWithAck: async (event: string): Promise<unknown> => {
        this.asked.push(event)
        return this.answers.get(event)
      },
    }
  }
  come(): void {
    this.connected = true
    this.listeners.get('connect')?.()
  }
  go(reason = 'transport close'): void {
    this.connected = false
    this.listeners.get('disconnect')?.(reason)
  }
  fail(): void {
    this.listeners.get('connect_error')?.()
  }
  tell(event: string, payload: unknown): void {
    this.any?.(event, payload)
  }
}

describe('the link to the hub', () => {
  let socket: FakeSocket
  let memory: { token: string | null } & SessionMemory
  let link: HubLink

  const kind = () => link.state.get().kind
  const reach = (wanted: string) => vi.waitFor(() => expect(kind()).toBe(wanted))

  beforeEach(() => {
    socket = new FakeSocket()
    memory = {
      token: null,
      read: () => memory.token,
      write: (next) => {
        memory.token = next
      },
    }
    const feeds = {
      'room:patch': () => ok(null) as { ok: true; value: null },
      'screen:thumbnail': () => ok(null) as { ok: true; value: null },
      'lesson:handed-over': () => ok(null) as { ok: true; value: null },
      'flag:raised': () => ok(null) as { ok: true; value: null },
      'breach:changed': () => ok(null) as { ok: true; value: null },
      'incident:changed': () => ok(null) as { ok: true; value: null },
      'pupil-report:changed': () => ok(null) as { ok: true; value: null },
    }
    link = new HubLink({ socket, memory, now: () => noon, feeds, onFault: () => {} })
    link.start()
  })

  it('connects, and asks who is there', async () => {
    expect(kind()).toBe('connecting')
    socket.come()
    await reach('signed-out')
    expect(socket.asked).toEqual(['hub:about'])
  })

  it('counts attempts that fail, so that the page can say so', () => {
    socket.fail()
    socket.fail()
    expect(link.state.get()).toMatchObject({ kind: 'connecting', failedAttempts: 2 })
  })

  it('[ST3] notices that somebody else made the first account, told by the hub or by its refusal', async () => {
    const newHub = ok({ ...about, firstRun: true })
    for (const notice of [
      () => Promise.resolve(socket.tell('hub:first-run-done', {})),
      () => link.createFirst({ code: 'x', signInName: 'patel', displayName: 'P', password: 'a long word for tests 4' }),
    ]) {
      socket.answers.set('hub:about', newHub)
      socket.answers.set('staff:create-first', refused('first-run-done'))
      socket.go()
      socket.come()
      await vi.waitFor(() => expect(link.state.get()).toMatchObject({ kind: 'signed-out', hub: { firstRun: true } }))
      await notice()
      await vi.waitFor(() =>
        expect(link.state.get()).toMatchObject({ kind: 'signed-out', hub: { firstRun: false }, why: 'first-run-done' }),
      )
    }
  })

  it('[ST2] takes the session up again after a reload', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    expect(socket.asked).toEqual(['hub:about', 'staff:resume'])
  })

  it('keeps the session over a lost link and takes it up again', async () => {
    socket.come()
    await reach('signed-out')
    await link.signIn({ signInName: 'patel', password: 'x', totpCode: null })
    expect(kind()).toBe('signed-in')
    expect(memory.token).toBe(token)
    socket.go()
    expect(link.state.get()).toMatchObject({ kind: 'link-lost', since: noon })
    socket.come()
    await reach('signed-in')
    expect(socket.asked.at(-1)).toBe('staff:resume')
  })

  it('says why when the session did not survive', async () => {
    memory.token = token
    socket.answers.set('staff:resume', refused('session-expired'))
    socket.come()
    await reach('signed-out')
    expect(link.state.get()).toMatchObject({ why: 'expired' })
    expect(memory.token).toBeNull()
  })

  it('is refused with a reason it can show', async () => {
    socket.answers.set('hub:about', refused('version-unsupported'))
    socket.come()
    await reach('refused')
    expect(link.state.get()).toMatchObject({ code: 'version-unsupported' })
  })

  it('covers itself when the hub ends the session', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    socket.tell('staff:session-ended', { why: 'idle' })
    await reach('signed-out')
    expect(link.state.get()).toMatchObject({ why: 'idle', lastSignInName: 'patel' })
    expect(memory.token).toBeNull()
  })

  it('keeps the session when the hub only restarts', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    socket.tell('staff:session-ended', { why: 'hub-stopping' })
    await Promise.resolve()
    expect(kind()).toBe('signed-in')
  })

  it('notices by any call that the session is over', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    socket.answers.set('room:list', refused('session-expired'))
    await link.ask('room:list', {})
    expect(link.state.get()).toMatchObject({ kind: 'signed-out', why: 'expired' })
  })

  it('[ST7] notices by any call that a second factor is asked for, and that it is there', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    socket.answers.set('room:list', refused('second-factor-missing'))
    await link.ask('room:list', {})
    expect(link.state.get()).toMatchObject({ kind: 'signed-in', session: { secondFactorMissing: true } })
    link.updateStaff({ secondFactor: true })
    expect(link.state.get()).toMatchObject({ session: { secondFactorMissing: false, staff: { secondFactor: true } } })
  })

  it('signs out at once, link or no link', async () => {
    memory.token = token
    socket.come()
    await reach('signed-in')
    socket.go()
    link.signOut('idle')
    expect(kind()).toBe('connecting')
    expect(memory.token).toBeNull()
  })
})
