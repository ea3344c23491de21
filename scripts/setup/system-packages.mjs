import { existsSync } from 'node:fs'
import path from 'node:path'
import { reasonOf, runProgram, SetupFailure } from './step.mjs'

/** @typedef {'start' | 'hub' | 'demo' | 'test' | 'policy' | 'package' | 'package-windows'} Purpose */

/**
 * Debian's packages, by what they are for. `a | b`: the same library under the name of an older or a newer release.
 * The other systems are asked for the programs alone.
 */
export const packageGroups = {
  electron: {
    packages: [
      'libgtk-3-0 | libgtk-3-0t64',
      'libnss3',
      'libasound2 | libasound2t64',
      'libgbm1',
      'libxss1',
      'libxtst6',
      'libatk-bridge2.0-0 | libatk-bridge2.0-0t64',
      'libcups2 | libcups2t64',
    ],
    programs: [],
  },
  screen: { packages: ['xvfb', 'xauth'], programs: ['Xvfb', 'xauth'] },
  desktop: {
    packages: [
      'openbox',
      'xdotool',
      'xterm',
      'x11-apps',
      'x11-utils',
      'x11-xserver-utils',
      'x11-xkb-utils',
      'xserver-xephyr',
      'picom',
      'runit',
      'dbus-daemon | dbus',
      'dunst',
      'chromium',
      'firefox-esr',
      'poppler-utils',
      'iproute2',
      'p7zip-full | 7zip',
    ],
    programs: [
      'openbox',
      'xdotool',
      'xterm',
      'xwd',
      'xprop',
      'xrandr',
      'setxkbmap',
      'Xephyr',
      'picom',
      'runsv',
      'dbus-daemon',
      'dunst',
      'chromium',
      'firefox-esr',
      'pdftotext',
      'ip',
      '7z',
    ],
  },
  /** Builds the one C program, which links the browsers to the agent. */
  compiler: { packages: ['gcc', 'musl-tools'], programs: ['musl-gcc'] },
  /** Builds for Windows. */
  crossCompiler: { packages: ['gcc-mingw-w64-x86-64-win32'], programs: ['x86_64-w64-mingw32-gcc'] },
  /** Stands in for Windows. */
  wine: { packages: ['wine', 'wine64'], programs: ['wine'] },
  /** Makes the installer for Windows, and signs it. */
  installer: { packages: ['wixl', 'msitools', 'osslsigncode'], programs: ['wixl', 'msibuild', 'osslsigncode'] },
  /** Packs the console; dpkg-deb is part of Debian. */
  packer: { packages: ['p7zip-full | 7zip'], programs: ['7za', 'dpkg-deb'] },
}

/**
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {boolean} isDebian whether dpkg and apt-get are there
 * @property {boolean} isRoot
 * @property {boolean} hasDisplay whether windows can be shown to somebody
 */

/**
 * @typedef {{ kind: 'nothing' } | { kind: 'install', packages: string[] } | { kind: 'tell', line: string }} Plan
 * install: each entry of packages may still name alternatives
 */

/**
 * @param {Purpose} purpose
 * @param {Machine} machine
 * @returns {(keyof typeof packageGroups)[]} what this purpose takes on this machine. Pupil desktops are Linux desktops, and a
 *   virtual screen is only asked for where they run or where there is no screen to show the console on.
 */
export function neededGroups(purpose, machine) {
  if (machine.platform !== 'linux' || purpose === 'hub' || purpose === 'policy') return []
  if (purpose === 'package') return ['compiler', 'packer']
  if (purpose === 'package-windows') return ['crossCompiler', 'installer']
  if (purpose === 'start') return machine.hasDisplay ? ['electron'] : ['electron', 'screen']
  return [
    'electron',
    'screen',
    'desktop',
    'compiler',
    ...(purpose === 'test' ? /** @type {const} */ (['crossCompiler', 'wine', 'installer']) : []),
  ]
}

/**
 * @param {Purpose} purpose
 * @param {Machine} machine
 * @param {{ packages: ReadonlySet<string>, programs: ReadonlySet<string> }} present what the machine has
 * @returns {Plan}
 */
export function planSystemPackages(purpose, machine, present) {
  const groups = neededGroups(purpose, machine).map((name) => packageGroups[name])
  if (machine.isDebian) {
    const missing = groups
      .flatMap((group) => group.packages)
      .filter((entry) => !alternatives(entry).some((name) => present.packages.has(name)))
    if (missing.length === 0) return { kind: 'nothing' }
    if (machine.isRoot) return { kind: 'install', packages: missing }
    return {
      kind: 'tell',
      line: `run: sudo apt-get install --no-install-recommends ${missing.map((entry) => alternatives(entry)[0]).join(' ')}`,
    }
  }
  const missing = groups.flatMap((group) => group.programs).filter((name) => !present.programs.has(name))
  if (missing.length === 0) return { kind: 'nothing' }
  return { kind: 'tell', line: `this is not Debian: install the programs ${missing.join(', ')} with your system's package manager` }
}

/**
 * @param {string} entry
 * @returns {string[]}
 */
function alternatives(entry) {
  return entry.split(' | ')
}

/** @returns {Machine} */
function thisMachine() {
  return {
    platform: process.platform,
    isDebian: existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get'),
    isRoot: process.getuid?.() === 0,
    hasDisplay: process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']),
  }
}

/**
 * @param {Purpose} purpose
 * @returns {import('./step.mjs').Step}
 */
export function systemPackages(purpose) {
  /** @type {Plan} */
  let plan = { kind: 'nothing' }
  return {
    name: 'system packages',
    async todo() {
      plan = await planFor(purpose)
      if (plan.kind === 'tell') throw new SetupFailure(plan.line)
      return plan.kind === 'install' ? `installing ${plan.packages.join(', ')} with apt-get` : undefined
    },
    async run() {
      if (plan.kind !== 'install') return
      // One unreachable source fails the update, yet what is wanted may be known all the same: the installation decides.
      await runProgram('apt-get', ['update', '-q'])
      const names = await Promise.all(plan.packages.map(pickInstallable))
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
      const installed = await runProgram('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...names], { env })
      const left = await planFor(purpose)
      if (left.kind === 'nothing') return
      throw new SetupFailure(
        `apt-get could not install ${names.join(' ')} (${reasonOf(installed)}): check /etc/apt/sources.list and the network`,
      )
    },
  }
}

/**
 * @param {Purpose} purpose
 * @returns {Promise<Plan>}
 */
async function planFor(purpose) {
  const machine = thisMachine()
  return planSystemPackages(purpose, machine, {
    packages: machine.isDebian ? await installedPackages() : new Set(),
    programs: machine.isDebian ? new Set() : programsOnPath(),
  })
}

/** @returns {Promise<Set<string>>} of the packages that the groups name */
async function installedPackages() {
  const names = Object.values(packageGroups).flatMap((group) => group.packages.flatMap(alternatives))
  const { stdout } = await runProgram('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...names])
  const lines = stdout.split('\n').filter((line) => line.endsWith(' installed'))
  return new Set(lines.map((line) => line.split(' ')[0] ?? ''))
}

/** @returns {Set<string>} */
function programsOnPath() {
  const folders = (process.env['PATH'] ?? '').split(path.delimiter)
  const names = Object.values(packageGroups).flatMap((group) => group.programs)
  return new Set(names.filter((name) => folders.some((folder) => existsSync(path.join(folder, name)))))
}

/**
 * @param {string} entry
 * @returns {Promise<string>} the first of the alternatives that this release of Debian offers
 */
async function pickInstallable(entry) {
  for (const name of alternatives(entry)) {
    const { stdout } = await runProgram('apt-cache', ['policy', name])
    if (/Candidate: (?!\(none\))/.test(stdout)) return name
  }
  return alternatives(entry)[0] ?? entry
}
