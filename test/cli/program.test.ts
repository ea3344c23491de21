import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { parseHubAddress } from '../../main/cli/authority'
import { exitCodeFor, failureLine } from '../../main/cli/failure'
import { runCommandLine } from '../../main/cli/program'
import { readSecret } from '../../main/cli/secret'
import { readSettings, writeSettings } from '../../main/cli/settings'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'classwarden-cli-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const out: string[] = []
  const err: string[] = []
  const code = await runCommandLine(args, {
    print: (line) => out.push(line),
    printError: (line) => err.push(line),
    settingsFile: path.join(folder, 'cli.json'),
    signal: new AbortController().signal,
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

describe('the command line', () => {
  it('tells what it can do, and ends well', async () => {
    const { code, out } = await run('--help')
    expect(code).toBe(0)
    for (const word of ['list', 'watch', 'lock', 'unlock', 'blank', 'message', 'enrol-bundle', 'first-run', 'audit', 'Exit codes'])
      expect(out).toContain(word)
  })

  it.each([
    [['lokc', 'Lab 2']],
    [['lock']],
    [['lock', 'Lab 2', '--minutes', '0']],
    [['lock', 'Lab 2', '--minutes', '12x']],
    [['message', 'Lab 2']],
    [['enrol-bundle', 'Lab 2']],
    [['enrol-bundle', 'Lab 2', '--out', 'x', '--uses', '1001']],
  ])('refuses %j as wrong arguments', async (args) => {
    const { code, err } = await run(...args)
    expect(code).toBe(2)
    expect(err).not.toBe('')
  })

  it('takes no password as an argument', async () => {
    expect((await run('--password', 'correct horse battery', 'list')).code).toBe(2)
  })

  it('asks which hub when it knows none, in one line', async () => {
    const { code, err } = await run('list')
    expect(code).toBe(2)
    expect(err).toMatch(/^classwarden: Which hub\?.*\[hub-unknown\]$/u)
  })

  it('says when nothing answers at the address', async () => {
    await writeSettings(path.join(folder, 'cli.json'), { hub: '127.0.0.1:9', authority: 'a'.repeat(64), sessionToken: 'x' })
    const { code, err } = await run('list')
    expect(code).toBe(5)
    expect(err).toMatch(/No hub answers at 127\.0\.0\.1:9.*\[hub-unreachable\]$/u)
  })

  it('keeps its settings to their owner', async () => {
    const file = path.join(folder, 'deep', 'cli.json')
    const settings = { hub: 'h:1', authority: 'b'.repeat(64), sessionToken: null }
    await writeSettings(file, settings)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
    expect(await readSettings(file)).toEqual({ ok: true, value: settings })
  })

  it('refuses damaged settings instead of guessing', async () => {
    await writeFile(path.join(folder, 'cli.json'), '{"hub":1}')
    expect(await run('list')).toMatchObject({ code: 2 })
  })
})

describe('a password file', () => {
  it('is read when only its owner can read it', async () => {
    const file = path.join(folder, 'secret')
    await writeFile(file, 'correct horse battery\nsecond line\n', { mode: 0o600 })
    expect(await readSecret('', { file })).toEqual({ ok: true, value: 'correct horse battery' })
  })

  it('is refused when others can read it, when it is empty, and when it is not there', async () => {
    const file = path.join(folder, 'secret')
    await writeFile(file, 'x\n', { mode: 0o644 })
    expect(await readSecret('', { file })).toMatchObject({ ok: false, code: 'password-file-open' })
    const empty = path.join(folder, 'empty')
    await writeFile(empty, '', { mode: 0o600 })
    expect(await readSecret('', { file: empty })).toMatchObject({ ok: false, code: 'password-missing' })
    expect(await readSecret('', { file: path.join(folder, 'none') })).toMatchObject({ ok: false, code: 'password-file-unreadable' })
  })
})

describe('a hub address', () => {
  it.each([
    ['hub.school.example', 'hub.school.example', 7443],
    ['10.0.0.5:9443', '10.0.0.5', 9443],
    ['[fd00::1]:7443', 'fd00::1', 7443],
  ])('reads %s', (address, host, port) => {
    expect(parseHubAddress(address)).toEqual({ ok: true, value: { host, port } })
  })

  it.each(['', 'a b', 'hub:99999', 'hub/path', 'me@hub'])('refuses %j', (address) => {
    expect(parseHubAddress(address)).toMatchObject({ ok: false, code: 'hub-unknown' })
  })
})

describe('failures', () => {
  it('map to the exit codes scripts rely on', () => {
    expect(exitCodeFor('sign-in-wrong')).toBe(3)
    expect(exitCodeFor('role-forbids')).toBe(4)
    expect(exitCodeFor('hub-untrusted')).toBe(5)
    expect(exitCodeFor('name-taken')).toBe(6)
  })

  it('are one line whatever they hold', () => {
    expect(failureLine({ ok: false, code: 'internal', detail: 'a\nb   c' })).toBe('classwarden: a b c [internal]')
  })
})
