import { request } from 'node:http'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { fail, ok, type Outcome } from '#shared/outcome'
import { agentClock } from '../../../agent/clock'
import type { ReportFailure, WrittenReport } from '../../../agent/reports/pupil-reports'
import { type PupilState, renderPupilPage } from '../../../agent/sign/pupil-page'
import { servePupilPage } from '../../../agent/sign/page-server'
import { PageVisits } from '../../../agent/sign/visits'
import { FakeSeat } from '../../support/fake-platform'
import { leaseWith } from '../../support/leases'

const state: PupilState = {
  now: 0,
  watched: 'nobody',
  watchedSince: 0,
  cover: 'off',
  internet: null,
  applications: null,
  link: null,
  room: 'Lab 1',
  readsTyped: false,
  keptFor: null,
  lessonLeftMs: null,
  sessionEnds: null,
}

describe("the pupil's page", () => {
  it('[TH5] says who looks now, and whether the PC is locked', () => {
    expect(renderPupilPage(state, null)).toContain('Nobody is looking at this screen')
    const looked = renderPupilPage({ ...state, watched: 'closely', cover: 'lock', link: { address: 'hub:7444', since: 0 } }, null)
    expect(looked).toContain('Somebody has this screen open')
    expect(looked).toContain('This PC is locked.')
    expect(looked).toContain('Linked with the school&#39;s hub at hub:7444')
    expect(looked).not.toMatch(/\{\w+\}/)
  })

  it('[BC6] says whether what is typed is checked, and when nothing is checked at all', () => {
    expect(renderPupilPage(state, null)).toContain('What you type is not looked at.')
    const checked = renderPupilPage({ ...state, readsTyped: true }, null)
    expect(checked).toContain('What you write in web pages is checked on this PC')
    expect(checked).not.toContain('What you type is not looked at.')
    expect(renderPupilPage({ ...state, readsTyped: null }, null)).toContain('nothing is checked on this PC')
  })

  it('[SE8] says when the session ends and how long that is, and nothing when nothing ends it', () => {
    expect(renderPupilPage(state, null)).not.toContain('minutes left')
    const ends = { leftMs: 24 * 60_000 - 1, why: 'longest' } as const
    expect(renderPupilPage({ ...state, sessionEnds: ends }, null)).toMatch(/Your time on this PC ends at \d\d:\d\d \(minutes left: 24\)\./u)
  })

  it('[LS2] says when the lesson ends, and nothing without one', () => {
    expect(renderPupilPage(state, null)).not.toContain('The lesson ends')
    const page = renderPupilPage({ ...state, lessonLeftMs: 12 * 60_000 }, null)
    expect(page).toMatch(/The lesson ends at \d\d:\d\d \(minutes left: 12\)\./u)
  })

  it('[RT2] says for how many days the school keeps things, and before it was heard that the school sets them', () => {
    expect(renderPupilPage(state, null)).toContain('for as many days as your school sets')
    const told = renderPupilPage({ ...state, keptFor: { usageDays: 30, flagDays: 1, breachDays: 365, pictureDays: 90 } }, null)
    expect(told).toContain('as the history of this PC, for 30 days.')
    expect(told).toContain('with who was signed in, for 1 day.')
    expect(told).not.toMatch(/\{\w+\}/)
  })

  it('[LE16] says whose word keeps the internet off, why and until when, and which sites stay open', () => {
    const until = new Date(2027, 0, 14, 15, 30).getTime()
    const lease = leaseWith({
      kind: 'internet',
      pupil: 'cai',
      reason: 'Proxy sites',
      until,
      internet: { access: 'removed', exceptions: ['bbc.co.uk/bitesize'] },
    })
    const page = renderPupilPage({ ...state, now: new Date(2027, 0, 11, 9).getTime(), internet: lease }, null)
    expect(page).toContain('The internet is off for you until Thursday 14 January, 15:30. Ms Price ordered it.')
    expect(page).toContain('Why: Proxy sites')
    expect(page).toContain('These sites stay open for your school work: bbc.co.uk/bitesize.')
    const sameDay = renderPupilPage({ ...state, now: until - 60_000, internet: { ...lease, pupil: null, reason: '' } }, null)
    expect(sameDay).toContain('The internet is off on this PC until 15:30.')
    expect(sameDay).not.toContain('Why:')
  })

  it('lets no name become markup', () => {
    expect(renderPupilPage({ ...state, room: '<img src=x>{time}' }, null)).toContain('&lt;img src=x&gt;')
    expect(renderPupilPage({ ...state, room: '<img src=x>' }, null)).not.toContain('<img')
  })
})

describe("the pupil's page on the loopback", () => {
  const stopping = new AbortController()
  const seat = new FakeSeat()
  const visits = new PageVisits({ user: () => seat.user.value, clock: agentClock })
  const reporter = { guest: false, unseen: true, own: [] }
  let address: URL
  let now: PupilState = state
  let taken: WrittenReport[] = []
  let refusal: ReportFailure | null = null
  beforeAll(async () => {
    const report = (written: WrittenReport): Outcome<null, ReportFailure> => {
      taken.push(written)
      return refusal === null ? ok(null) : fail(refusal, '')
    }
    address = new URL(await servePupilPage({ read: () => now, visits, report, reporter: () => reporter }, stopping.signal))
  })
  beforeEach(() => {
    seat.signIn('aisha', 1)
    taken = []
    refusal = null
  })
  afterAll(() => stopping.abort())

  const ask = (
    method: string,
    path = '/',
    more: { readonly host?: string; readonly hostname?: string; readonly headers?: Record<string, string>; readonly body?: string } = {},
  ): Promise<{ readonly status: number; readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }> =>
    new Promise((resolve, reject) => {
      const { host = address.host, hostname = address.hostname, headers = {} } = more
      const asked = request({ hostname, port: address.port, method, path, headers: { host, ...headers }, agent: false }, (answer) => {
        let body = ''
        answer.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }))
      })
      asked.on('error', reject)
      asked.end(more.body)
    })
  /** As a browser comes from the sign. */
  const open = async (): Promise<string> => String((await ask('GET', `/open/${visits.issue()}`)).headers['location'])
  const formHeaders = () => ({ origin: address.origin, 'content-type': 'application/x-www-form-urlencoded' })
  const post = (path: string, form: Record<string, string>, headers: Record<string, string> = formHeaders()) =>
    ask('POST', path, { headers, body: new URLSearchParams(form).toString() })

  it('is answered as it is at that moment, with headers that allow nothing but itself', async () => {
    const { status, headers, body } = await ask('GET')
    expect(status).toBe(200)
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/=]+';.*form-action 'none'; frame-ancestors 'none'$/,
    )
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' })
    expect(body).toContain('Nobody is looking')
    now = { ...state, watched: 'class' }
    expect((await ask('GET')).body).toContain('A class view is open')
  })

  it('is refused by a foreign name, by another method and at another path', async () => {
    for (const host of ['example.test', `localhost:${address.port}`, '127.0.0.1', `127.0.0.1:${Number(address.port) + 1}`]) {
      expect([host, (await ask('GET', '/', { host })).status]).toEqual([host, 421])
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) expect([method, (await ask(method)).status]).toEqual([method, 405])
    for (const path of ['/x', '/?a', '//', '/../etc/passwd', '/open', '/mine', '/mine/', '/mine/a/b']) {
      expect([path, (await ask('GET', path)).status]).toEqual([path, 404])
    }
  })

  it('[PU2] has a form for whoever came by the sign, and only the way there and the helplines for anybody else', async () => {
    const plain = (await ask('GET')).body
    expect(plain).not.toContain('<form')
    expect(plain).toContain('0800 1111')
    expect(plain).toContain('click the mark on your screen')
    const ticket = visits.issue()
    const opened = await ask('GET', `/open/${ticket}`)
    expect([opened.status, opened.headers['referrer-policy']]).toEqual([303, 'no-referrer'])
    expect((await ask('GET', `/open/${ticket}`)).headers['location']).toBe('/')
    const page = await ask('GET', String(opened.headers['location']))
    expect(page.body).toContain('<form method="post"')
    expect(page.headers['content-security-policy']).toContain("form-action 'self'")
    expect((await ask('GET', '/mine/guessed')).headers['location']).toBe('/')
  })

  it('[PU2] takes what is written there, says so once, and keeps what was not taken in its place', async () => {
    const path = await open()
    const sent = await post(path, { text: 'a\r\nb', about: 'other', name: 'sealed' })
    expect([sent.status, sent.headers['location']]).toEqual([303, path])
    expect(taken).toEqual([{ text: 'a\nb', about: 'other', confidential: true }])
    expect((await ask('GET', path)).body).toContain('role="status"')
    expect((await ask('GET', path)).body).not.toContain('role="status"')
    refusal = 'unclear'
    const refused = await post(path, { text: '<b>not lost', about: 'self', name: 'named' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('&lt;b&gt;not lost</textarea>')
    expect(refused.body).toContain('role="alert"')
  })

  it('[PU2] refuses forms of other origins, without the path, of another kind, too long, and after the sign-in', async () => {
    const path = await open()
    const form = { text: 'x', about: 'self', name: 'named' }
    const { origin: _origin, ...withoutOrigin } = formHeaders()
    for (const headers of [{ ...formHeaders(), origin: 'http://evil.test' }, { ...formHeaders(), origin: 'null' }, withoutOrigin]) {
      expect((await post(path, form, headers)).status).toBe(403)
    }
    expect((await post('/mine/guessed', form)).status).toBe(403)
    expect((await post(path, form, { ...formHeaders(), 'content-type': 'text/plain' })).status).toBe(415)
    expect((await post(path, { ...form, text: 'x'.repeat(30_000) })).status).toBe(413)
    seat.signIn('ben', 2)
    expect((await post(path, form)).status).toBe(403)
    expect((await ask('GET', path)).headers['location']).toBe('/')
    expect(taken).toEqual([])
  })

  it('is not reached by any other address of the PC', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0)
      .map(({ address: other }) => other)
    for (const other of ['127.0.0.2', ...others]) await expect(ask('GET', '/', { hostname: other })).rejects.toThrow(/ECONNREFUSED/)
  })
})
