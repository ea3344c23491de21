import { once } from 'node:events'
import { readFile, rm } from 'node:fs/promises'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request } from 'node:https'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ConsoleClient } from '../support/console-client'
import { installerNameOf, makeConsoleBuild, uploadConsoleBuild } from '../support/console-builds'
import { startTestHub, type TestHub } from '../support/hub'
import { makeSigningPair } from '../support/update-builds'

describe('console builds at the hub', () => {
  const signingKeyPem = makeSigningPair().privatePem
  const made: string[] = []
  let school: TestHub
  let technician: ConsoleClient

  const build = async (version: string, more: Partial<Parameters<typeof makeConsoleBuild>[0]> = {}): Promise<string> => {
    const folder = await makeConsoleBuild({ version, signingKeyPem, ...more })
    made.push(folder)
    return folder
  }
  interface Got {
    readonly status: number
    readonly headers: IncomingHttpHeaders
    readonly body: Buffer
  }
  const get = async (name: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> => {
    const asked = request({
      host: '127.0.0.1',
      port: school.hub.consolePort,
      path: `/console-updates/${name}`,
      method,
      headers,
      ca: school.hub.authorityPem,
      agent: false,
    })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    const chunks: Buffer[] = []
    for await (const chunk of response) chunks.push(chunk as Buffer)
    return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }
  }

  beforeAll(async () => {
    school = await startTestHub()
    technician = await school.signIn('technician')
  })
  afterAll(async () => {
    await school.stop()
    await Promise.all(made.map((folder) => rm(folder, { recursive: true })))
  })

  it('are added and removed by technicians alone', async () => {
    for (const role of ['teacher', 'officer', 'head'] as const) {
      const other = await school.signIn(role)
      expect(await uploadConsoleBuild(other, await build('2.0.0'))).toMatchObject({ ok: false, code: 'role-forbids' })
      expect(await other.call('console-build:remove', { buildId: 'a'.repeat(64) })).toMatchObject({ ok: false, code: 'role-forbids' })
      other.close()
    }
    expect((await get('latest.yml')).status).toBe(404)
  })

  it('are served to anybody as they were signed, whole and in ranges, and nothing else is', async () => {
    const folder = await build('2.0.0')
    expect(await uploadConsoleBuild(technician, folder)).toMatchObject({
      ok: true,
      value: { version: '2.0.0', addedBy: 'Test technician' },
    })
    for (const name of ['latest.yml', 'latest.yml.sig', installerNameOf('2.0.0'), `${installerNameOf('2.0.0')}.blockmap`]) {
      const got = await get(`${name}?noCache=1`)
      expect([name, got.status, got.headers['accept-ranges']]).toEqual([name, 200, 'bytes'])
      expect(got.body).toEqual(await readFile(path.join(folder, name)))
    }
    const whole = await readFile(path.join(folder, installerNameOf('2.0.0')))
    const part = await get(installerNameOf('2.0.0'), { Range: 'bytes=100-199' })
    expect([part.status, part.headers['content-range'], part.body.equals(whole.subarray(100, 200))]).toEqual([
      ...[206, `bytes 100-199/${whole.length}`, true],
    ])
    const etag = part.headers.etag ?? ''
    expect((await get(installerNameOf('2.0.0'), { Range: 'bytes=0-9', 'If-Range': '"another"' })).status).toBe(200)
    expect((await get(installerNameOf('2.0.0'), { Range: 'bytes=0-9', 'If-Range': etag })).status).toBe(206)
    expect((await get(installerNameOf('2.0.0'), { Range: `bytes=${whole.length}-` })).status).toBe(416)
    expect((await get(installerNameOf('2.0.0'), {}, 'HEAD')).body).toHaveLength(0)
    expect((await get('latest.yml', {}, 'POST')).status).toBe(405)
    const nothing = [
      '',
      '..',
      '../hub.db',
      '..%2Fhub.db',
      '%2e%2e/hub.db',
      'latest.yml/../../hub.db',
      'latest-linux.yml',
      'LATEST.YML',
      'a'.repeat(5_000),
    ]
    for (const name of nothing) expect([name, (await get(name)).status]).toEqual([name, 404])
  })

  it('are not replaced by older ones unless somebody says so; the newest added is offered, files of the others stay', async () => {
    expect(await uploadConsoleBuild(technician, await build('2.1.0'))).toMatchObject({ ok: true })
    expect((await get('latest.yml')).body.toString()).toContain('version: 2.1.0')
    expect((await get(`${installerNameOf('2.0.0')}.blockmap`)).status).toBe(200)
    expect(await uploadConsoleBuild(technician, await build('1.9.0'))).toMatchObject({ ok: false, code: 'build-refused' })
    expect(await uploadConsoleBuild(technician, await build('2.1.0', { installer: Buffer.from('another') }))).toMatchObject({
      ok: false,
      detail: expect.stringContaining('another build of 2.1.0') as string,
    })
    expect(await uploadConsoleBuild(technician, await build('1.9.0'), true)).toMatchObject({ ok: true })
    expect((await get('latest.yml')).body.toString()).toContain('version: 1.9.0')
    expect(await uploadConsoleBuild(technician, await build('2.2.0', { system: 'linux' }))).toMatchObject({ ok: true })
    const listed = await technician.must('console-build:list', {})
    expect(listed.map(({ version, offered }) => [version, offered])).toEqual([
      ['2.2.0', true],
      ['1.9.0', true],
      ['2.1.0', false],
      ['2.0.0', false],
    ])
  })

  it('stay through a restart, and go without a trace', async () => {
    await school.restart()
    technician = await school.signIn('technician')
    expect((await get('latest-linux.yml')).body.toString()).toContain('version: 2.2.0')
    for (const { buildId } of await technician.must('console-build:list', {})) await technician.must('console-build:remove', { buildId })
    expect((await get('latest.yml')).status).toBe(404)
    expect((await get(installerNameOf('2.0.0'))).status).toBe(404)
    expect(await technician.call('console-build:remove', { buildId: 'a'.repeat(64) })).toMatchObject({ ok: false, code: 'not-found' })
    const head = await school.signIn('head')
    const entries = await head.must('audit:list', { beforeAuditId: null, limit: 100 })
    const told = entries.filter(({ action }) => action.startsWith('console-build:')).map(({ action, subject }) => `${action} ${subject}`)
    expect(told).toHaveLength(8)
    expect(told).toContain('console-build:add 2.2.0')
    expect(told).toContain('console-build:remove 1.9.0')
  })

  it('are no way to hold the hub up: an address has so many downloads, and one that is not read makes way', async () => {
    const big = Buffer.alloc(4 * 1024 * 1024, 'x')
    const uploaded = await uploadConsoleBuild(technician, await build('3.0.0', { installer: big }))
    expect(uploaded).toMatchObject({ ok: true })
    const unread = [1, 2].map(() => {
      const asked = request({
        ...{ host: '127.0.0.1', port: school.hub.consolePort, ca: school.hub.authorityPem, agent: false },
        path: `/console-updates/${installerNameOf('3.0.0')}`,
      })
      asked.on('error', () => undefined).end()
      return asked
    })
    await Promise.all(unread.map((asked) => once(asked, 'response')))
    expect((await get(installerNameOf('3.0.0'))).status).toBe(503)
    expect((await get('latest.yml')).status).toBe(200)
    for (const asked of unread) asked.destroy()
    await expect.poll(async () => (await get(installerNameOf('3.0.0'))).status, { timeout: 10_000 }).toBe(200)
  })
})
