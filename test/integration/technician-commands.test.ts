import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeUpdateArchive } from '../../scripts/package/update-archive'
import { installerNameOf, makeConsoleBuild } from '../support/console-builds'
import { coded, startCommandLine, type TestCommandLine } from '../support/command-line'
import { startTestHub, type TestHub } from '../support/hub'
import type { SimulatedAgent } from '../support/simulated-agent'
import { makeSigningPair } from '../support/update-builds'

describe('the technician’s commands against a real hub', () => {
  let school: TestHub
  let line: TestCommandLine
  let agent: SimulatedAgent
  const as: TestCommandLine['as'] = (...args) => line.as(...args)

  beforeAll(async () => {
    school = await startTestHub()
    line = await startCommandLine(school)
    agent = await school.simulateAgent({ hostname: 'cli-here', capabilities: ['inventory'] })
  })
  afterAll(async () => {
    await line.stop()
    await school.stop()
  })

  it('[DV6, DV7] devices: a table is tried, taken in and printed, a PC is named and retired', async () => {
    const file = path.join(line.folder, 'pcs.csv')
    await writeFile(file, 'name,room,groups\ncli-expected,Lab 1,Laptops\nno-room,,\n')
    const tried = await as('technician', 'devices', 'import', file, '--dry-run')
    expect(tried).toMatchObject({ code: 2, err: coded('malformed') })
    expect(tried.out).toContain(`${file}:3: `)
    const taken = await as('technician', 'devices', 'import', file, '--leave-out')
    expect(taken).toEqual({ code: 0, out: '1 expected from now on, 0 changed, 0 new rooms.', err: '' })
    expect((await as('technician', 'devices', 'list', '--group', 'laptops')).out).toMatch(
      /^cli-expected +Lab 1 +- +expected +- +Laptops$/mu,
    )
    await school.enrol('cli-old')
    expect(await as('technician', 'devices', 'rename', 'cli-{nn}', 'cli-old', '--from', '7')).toMatchObject({ code: 0, out: '1 renamed.' })
    expect(await as('technician', 'devices', 'retire', 'cli-07', '--how', 'sold')).toEqual({ code: 0, out: '1 retired.', err: '' })
    expect((await as('head', 'devices', 'retired')).out).toMatch(/ cli-07 +Lab 1 +sold +- +Test technician/u)
    expect(await as('technician', 'devices', 'move', 'Lab 1', 'cli-07')).toMatchObject({ code: 2, err: coded('target-unknown') })
  })

  it('[CO7] coverage names what is expected and never came, of a group too', async () => {
    const shown = await as('technician', 'coverage', '--group', 'Laptops')
    expect(shown).toMatchObject({ code: 0, err: '' })
    expect(shown.out).toMatch(/^cli-expected +Lab 1 +silent +- +The school’s register has it, .* Install the agent there /mu)
    expect(shown.out).toMatch(/^1 expected: 0 fine, 0 to be looked at, 0 blind, 1 silent, 1 of them never enrolled\.$/mu)
    expect((await as('officer', 'coverage', '--csv')).out).toMatch(/^"cli-expected","Lab 1","silent"/mu)
    expect(await as('technician', 'coverage', '--group', 'None')).toMatchObject({ code: 2, err: coded('target-unknown') })
  })

  it('[IV5] inventory: the PCs, their programs, every change as CSV, and a reading', async () => {
    const tell = async (version: string, letter: string): Promise<void> => {
      const added = Array.from({ length: 50 }, (_none, index) => ({ name: `program-${index}`, version }))
      const list = { digest: letter.repeat(64), base: null, part: 0, parts: 1, total: added.length, added, gone: [] }
      await agent.say('inventory:software', list)
    }
    await tell('1.0', 'a')
    await tell('1.1', 'b')
    expect((await as('head', 'inventory')).out).toMatch(/^cli-here +Lab 1 .*not read yet/mu)
    expect((await as('technician', 'inventory', 'software', 'program-7')).out).toMatch(/^program-7 +1\.1 +1$/mu)
    const changes = await as('technician', 'inventory', 'changes', 'cli-here', '--csv')
    expect(changes.out.split(/\r?\n/u)).toHaveLength(51)
    expect((await as('technician', 'inventory', 'changes')).out).toMatch(/ cli-here +software program-0 1\.0 -> 1\.1; .*; and 46 more$/mu)
    expect(await as('technician', 'inventory', 'read', 'cli-here')).toMatchObject({ code: 0, err: '' })
    expect(agent.inventoriesAsked).toBe(1)
    expect(await as('teacher', 'inventory')).toMatchObject({ code: 4, err: coded('role-forbids') })
  })

  it('[SF1] self-test: a PC that cannot is written down as such', async () => {
    const begun = await as('technician', 'self-test', 'run', 'Lab 1', 'cli-here')
    expect(begun).toMatchObject({ code: 0, err: '' })
    expect(begun.out).toMatch(/^Testing 1 of 1; /u)
    await expect
      .poll(async () => (await as('officer', 'self-test', 'list')).out, { timeout: 30_000, interval: 250 })
      .toMatch(/ Lab 1 +cli-here +not-run +unsupported +Test technician/u)
    expect(await as('officer', 'self-test', 'run', 'Lab 1')).toMatchObject({ code: 4, err: coded('role-forbids') })
  })

  it('[UP1] agent-builds: an archive is added, held back, looked at and removed', async () => {
    const tree = path.join(line.folder, 'tree')
    await mkdir(tree)
    await writeFile(path.join(tree, 'program.cjs'), 'void 0\n')
    const file = path.join(line.folder, 'nine.cwbuild')
    const signingKeyPem = makeSigningPair().privatePem
    await writeUpdateArchive({ folder: tree, leaveOut: [], version: '9.1.0', signingKeyPem, nextKeyPem: null, file })
    expect((await as('technician', 'agent-builds', 'add', file)).out).toMatch(/^9\.1\.0 \([0-9a-f]{12}\) is added\./u)
    const told = { code: 0, out: 'The roll-out of 9.1.0 is running at 10 %.', err: '' }
    expect(await as('technician', 'agent-builds', 'roll-out', '9.1.0', '--room', 'Lab 1', '--percent', '10')).toEqual(told)
    expect((await as('technician', 'agent-builds', 'pause', '9.1.0')).out).toBe('The roll-out of 9.1.0 is paused at 10 %.')
    expect((await as('technician', 'agent-builds', 'list')).out).toMatch(/^9\.1\.0 .* paused at 10 %$/mu)
    expect((await as('technician', 'agent-builds', 'progress', '9.1.0')).out).toMatch(/^0 updated, 0 rolled back, 0 refused, of \d+$/mu)
    expect(await as('technician', 'agent-builds', 'stop', '9.1.0')).toMatchObject({ code: 0 })
    expect(await as('technician', 'agent-builds', 'remove', '9.1.0')).toEqual({ code: 0, out: '9.1.0 is removed.', err: '' })
    expect((await as('technician', 'agent-builds', 'list')).out).toBe('The hub holds no builds.')
    expect(await as('teacher', 'agent-builds', 'list')).toMatchObject({ code: 4, err: coded('role-forbids') })
  })

  it('console-builds: a build is added by its files, an older one only when that is said, and removed', async () => {
    const signingKeyPem = makeSigningPair().privatePem
    const filesOf = async (version: string): Promise<string[]> => {
      const folder = await makeConsoleBuild({ version, signingKeyPem })
      const name = installerNameOf(version)
      return ['latest.yml', 'latest.yml.sig', name, `${name}.blockmap`].map((file) => path.join(folder, file))
    }
    const files = await filesOf('9.1.0')
    expect((await as('technician', 'console-builds', 'add', ...files)).out).toMatch(
      /^9\.1\.0 for windows \([0-9a-f]{12}\) is offered\. Consoles take it if [0-9a-f]{16} is the key of their package\.$/u,
    )
    expect((await as('technician', 'console-builds', 'list')).out).toMatch(/^9\.1\.0 .* windows .* offered$/mu)
    const older = await filesOf('9.0.0')
    expect(await as('technician', 'console-builds', 'add', ...older)).toMatchObject({ code: 6, err: coded('build-refused') })
    expect(await as('technician', 'console-builds', 'add', '--older', ...older)).toMatchObject({ code: 0 })
    expect(await as('technician', 'console-builds', 'add', '/etc/passwd')).toMatchObject({ code: 2, err: coded('file-unreadable') })
    expect(await as('technician', 'console-builds', 'remove', '9.0.0')).toEqual({ code: 0, out: '9.0.0 is removed.', err: '' })
    expect(await as('teacher', 'console-builds', 'list')).toMatchObject({ code: 4, err: coded('role-forbids') })
  })
})
