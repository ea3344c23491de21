import { describe, expect, test } from 'vitest'
import { neededGroups, packageGroups, planSystemPackages, type Machine } from '../../../scripts/setup/system-packages.mjs'

const server: Machine = { platform: 'linux', isDebian: true, isRoot: true, hasDisplay: false }
const allPackages = Object.values(packageGroups).flatMap((group) => group.packages.map((entry) => entry.split(' | ')[0] ?? entry))
const none: ReadonlySet<string> = new Set()

function present(packages: readonly string[]): { packages: Set<string>; programs: Set<string> } {
  return { packages: new Set(packages), programs: new Set() }
}

describe('what a purpose takes', () => {
  test('the console on a computer with a display needs no virtual screen', () => {
    expect(neededGroups('start', { ...server, hasDisplay: true })).toEqual(['electron'])
  })

  test('the console without a display gets one', () => {
    expect(neededGroups('start', server)).toEqual(['electron', 'screen'])
  })

  test('the demo runs pupil desktops, with or without a display', () => {
    expect(neededGroups('demo', { ...server, hasDisplay: true })).toEqual(['electron', 'screen', 'desktop', 'compiler'])
  })

  test('packages are built without a screen, by a compiler and a packer', () => {
    expect(neededGroups('package', server)).toEqual(['compiler', 'packer'])
  })

  test('the agent’s installer for Windows takes its compiler and tools, and no Windows', () => {
    expect(neededGroups('package-windows', server)).toEqual(['crossCompiler', 'installer'])
    expect(planSystemPackages('package-windows', server, present(['wixl']))).toEqual({
      kind: 'install',
      packages: ['gcc-mingw-w64-x86-64-win32', 'msitools', 'osslsigncode'],
    })
  })

  test('a hub has no windows', () => {
    expect(neededGroups('hub', server)).toEqual([])
  })

  test.each(['darwin', 'win32'] as const)('%s brings its own libraries', (platform) => {
    expect(neededGroups('test', { platform, isDebian: false, isRoot: false, hasDisplay: true })).toEqual([])
  })
})

describe('the plan', () => {
  test('nothing is done when all is there', () => {
    expect(planSystemPackages('test', server, present(allPackages))).toEqual({ kind: 'nothing' })
  })

  test('root on Debian installs exactly what is missing', () => {
    const packages = allPackages.filter((name) => name !== 'xvfb' && name !== 'openbox')
    expect(planSystemPackages('test', server, present(packages))).toEqual({ kind: 'install', packages: ['xvfb', 'openbox'] })
  })

  test('a library under its newer name counts', () => {
    const packages = allPackages.map((name) => (name === 'libasound2' ? 'libasound2t64' : name))
    expect(planSystemPackages('test', server, present(packages))).toEqual({ kind: 'nothing' })
  })

  test('another user on Debian is given the command', () => {
    const packages = allPackages.filter((name) => name !== 'libasound2')
    expect(planSystemPackages('start', { ...server, isRoot: false }, present(packages))).toEqual({
      kind: 'tell',
      line: 'run: sudo apt-get install --no-install-recommends libasound2',
    })
  })

  test('another Linux is told the programs by name', () => {
    const machine = { ...server, isDebian: false }
    const plan = planSystemPackages('start', machine, { packages: none, programs: new Set(['xauth']) })
    expect(plan).toEqual({ kind: 'tell', line: "this is not Debian: install the programs Xvfb with your system's package manager" })
  })
})
