import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { chooseProgram, presentProgram } from '../../../agent/update/chosen-program'
import { currentVersion, pointTo, programName, readUpdateState, type Trial, writeUpdateState } from '../../../agent/update/version-state'

const own = { folder: '/usr/lib/classwarden-agent', version: '1.0.0' }
const packaged = { folder: own.folder, trial: null }
let data: string

beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'classwarden-versions-'))
})
afterEach(() => {
  rmSync(data, { recursive: true })
})

const folderOf = (version: string): string => path.join(data, 'versions', version)
const layOut = (version: string): void => {
  mkdirSync(folderOf(version), { recursive: true })
  writeFileSync(path.join(folderOf(version), programName), '')
}
const trialOf = (version: string, before: string | null = null): Trial => ({
  version,
  buildId: 'b'.repeat(64),
  before,
  starts: 0,
  bootId: '',
  reachableMs: 0,
  withinMs: 60_000,
  steadyMs: 0,
})
const begin = (version: string, before: string | null = null): void => {
  layOut(version)
  writeUpdateState(data, { trial: trialOf(version, before), rolledBack: [], word: null })
  pointTo(data, version)
}
const startsOf = (boot: string, count: number): string[] => Array.from({ length: count }, () => chooseProgram(data, own, boot).folder)

describe('which version of the agent starts', () => {
  it('[UP7] is the package’s where the hub brought none', () => {
    expect(chooseProgram(data, own, 'boot')).toEqual(packaged)
    expect(presentProgram(data, own)).toBe(own.folder)
  })

  it('[UP7] is the one that the link names', () => {
    layOut('1.1.0')
    pointTo(data, '1.1.0')
    expect(chooseProgram(data, own, 'boot')).toEqual({ folder: folderOf('1.1.0'), trial: null })
    layOut('1.2.0')
    pointTo(data, '1.2.0')
    expect(presentProgram(data, own)).toBe(folderOf('1.2.0'))
  })

  it('[UP4] is the package’s once that has caught up, and the link is gone', () => {
    begin('1.1.0')
    expect(chooseProgram(data, { ...own, version: '1.1.0' }, 'boot')).toEqual(packaged)
    expect(currentVersion(data)).toBeNull()
    expect(readUpdateState(data).trial).toBeNull()
  })

  it('[UP7] is the package’s where the version it names is not there', () => {
    mkdirSync(path.join(data, 'versions'))
    pointTo(data, '1.1.0')
    expect(chooseProgram(data, own, 'boot')).toEqual(packaged)
  })

  it('[UP7] is the package’s where the link or the state is not one of ours', () => {
    mkdirSync(path.join(data, 'versions'))
    pointTo(data, '../../etc')
    expect(chooseProgram(data, own, 'boot')).toEqual(packaged)
    writeFileSync(path.join(data, 'versions/state.json'), '{"trial":')
    expect(readUpdateState(data)).toEqual({ trial: null, rolledBack: [], word: null })
  })

  it('[UP8] is the one before after three starts of a new one that crashed, and the new one is not tried again', () => {
    layOut('1.1.0')
    begin('1.2.0', '1.1.0')
    expect(startsOf('boot', 4)).toEqual([folderOf('1.2.0'), folderOf('1.2.0'), folderOf('1.2.0'), folderOf('1.1.0')])
    const { trial, rolledBack, word } = readUpdateState(data)
    expect(trial).toBeNull()
    expect(rolledBack).toEqual([{ version: '1.2.0', why: 'crashed' }])
    expect(word).toMatchObject({ state: 'rolled-back', why: 'crashed' })
    expect(currentVersion(data)).toBe('1.1.0')
  })

  it('[UP8] is the package’s where there was none before', () => {
    begin('1.2.0')
    expect(startsOf('boot', 4).at(-1)).toBe(own.folder)
    expect(currentVersion(data)).toBeNull()
  })

  it('[UP8] counts crashes within one boot: a PC that is switched off again and again has no bad agent', () => {
    begin('1.2.0')
    for (const boot of ['monday', 'tuesday', 'wednesday', 'thursday', 'friday']) expect(startsOf(boot, 1)).toEqual([folderOf('1.2.0')])
  })

  it('[UP8] counts no crash of a version that has proved itself', () => {
    layOut('1.2.0')
    pointTo(data, '1.2.0')
    expect(new Set(startsOf('boot', 10))).toEqual(new Set([folderOf('1.2.0')]))
  })
})
