import { lstatSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { reasonOf, runNpm, SetupFailure } from './step.mjs'

/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional] for other systems, or a peer that may be absent
 */

/** @typedef {Record<string, LockedPackage>} LockedPackages by their folder */

/**
 * Compares package-lock.json with the record that npm itself leaves in node_modules after an installation that succeeded.
 * @param {LockedPackages} wanted
 * @param {LockedPackages} installed
 * @returns {string[]} the folders whose package is missing or another one
 */
export function staleFolders(wanted, installed) {
  return Object.entries(wanted)
    .filter(([folder]) => folder !== '')
    .filter(([folder, locked]) => {
      const found = installed[folder]
      if (found === undefined) return locked.optional !== true
      return found.version !== locked.version || found.integrity !== locked.integrity
    })
    .map(([folder]) => folder)
}

/**
 * @param {string} root the repository's folder
 * @returns {import('./step.mjs').Step}
 */
export function npmPackages(root) {
  return {
    name: 'npm packages',
    async todo() {
      const stale = await findStale(root)
      if (stale === undefined) return 'installing all with npm ci'
      return stale.length === 0 ? undefined : `installing with npm ci, ${stale.length} changed (${stale[0]})`
    },
    async run() {
      if (lstatSync(path.join(root, 'node_modules'), { throwIfNoEntry: false })?.isSymbolicLink()) {
        throw new SetupFailure('node_modules is a link to a folder that others use: run npm ci in the folder it belongs to')
      }
      const finished = await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], root)
      if (finished.code !== 0) throw new SetupFailure(`npm ci failed (${reasonOf(finished)}): check the network and npm's registry setting`)
    },
  }
}

/**
 * @param {string} root
 * @returns {Promise<string[] | undefined>} undefined when nothing is installed
 */
async function findStale(root) {
  const installed = await readFile(path.join(root, 'node_modules/.package-lock.json'), 'utf8').catch(() => undefined)
  if (installed === undefined) return undefined
  const wanted = await readFile(path.join(root, 'package-lock.json'), 'utf8')
  return staleFolders(JSON.parse(wanted).packages, JSON.parse(installed).packages)
}
