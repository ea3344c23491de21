import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, open, readFile, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { cacheBase } from './electron.mjs'
import { reasonOf, say, SetupFailure } from './step.mjs'
import { provideWindowsParts } from './windows-parts.mjs'

/** Windows as Wine first makes it, so that a test needs no six seconds for one of its own. Another name for another content. */
const prefixName = 'wine-win10-desktop-1'
/** One screen of its own, in which Wine alone says what lies above what, as Windows does. */
const desktopSize = '1024x768'

/** Where the tests of this clone find it, and Node for Windows. */
const linkInClone = '.cache/windows-parts'
const nodeInClone = '.cache/windows-node'
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
  const folder = cacheBase(process.env, os.homedir())
  const prefix = path.join(folder, prefixName)
  const link = path.join(root, linkInClone)
  const nodeLink = path.join(root, nodeInClone)
  const absence = path.join(root, absenceInClone)
  return {
    name: 'Windows by Wine',
    async todo() {
      const linked = await readlink(link).catch(() => '')
      if (process.platform !== 'linux' || (existsSync(prefix) && linked === folder && existsSync(nodeLink))) return undefined
      return 'fetching Node for Windows and making a first Windows'
    },
    async run() {
      await mkdir(folder, { recursive: true })
      await mkdir(path.dirname(link), { recursive: true })
      await rm(absence, { force: true })
      try {
        const { node } = await provideWindowsParts(root)
        await rm(nodeLink, { force: true })
        await symlink(node, nodeLink)
        if (!existsSync(prefix)) await makePrefix(prefix)
      } catch (error) {
        if (!(error instanceof NoWine || error instanceof SetupFailure)) throw error
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
