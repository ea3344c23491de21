import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import path from 'node:path'
import type { BuildTrouble, BuildWord } from '#shared/model/agent-build'
import { versionPattern } from '#shared/model/version-order'

/*
 * What the launcher and the program both know of updates, in `versions` below the data folder: a folder for each version, `current`, a link to the one
 * that runs, and `state.json`. Everything is done at once and by hand: the launcher reads it at each start, before anything else is loaded.
 *
 * On Windows `current` is a file that holds the name: a link to a folder cannot be replaced there in one step.
 */
const hasLinks = process.platform !== 'win32'

/** A version that runs and has not shown yet that it works. */
export interface Trial {
  readonly version: string
  readonly buildId: string
  /** The version to go back to; null for the package's own. */
  readonly before: string | null
  /** In this boot, without an orderly end. */
  readonly starts: number
  readonly bootId: string
  /** How long the hub could be reached while the version did not report. */
  readonly reachableMs: number
  readonly withinMs: number
  readonly steadyMs: number
}

interface RolledBack {
  readonly version: string
  readonly why: BuildTrouble
}

export interface UpdateState {
  readonly trial: Trial | null
  /** Newest last. */
  readonly rolledBack: readonly RolledBack[]
  /** What the hub is told. */
  readonly word: BuildWord | null
}

const format = 'classwarden-update-1'
const nothing: UpdateState = { trial: null, rolledBack: [], word: null }
const mostRolledBack = 50

export const programName = 'classwarden-agent-program.cjs'
export const versionsFolder = (dataFolder: string): string => path.join(dataFolder, 'versions')
const stateFile = (dataFolder: string): string => path.join(versionsFolder(dataFolder), 'state.json')
const currentLink = (dataFolder: string): string => path.join(versionsFolder(dataFolder), 'current')

/** Written by this agent alone, whole or not at all; what is of another format counts as nothing. */
export function readUpdateState(dataFolder: string): UpdateState {
  try {
    const kept: unknown = JSON.parse(readFileSync(stateFile(dataFolder), 'utf8'))
    // The launcher carries no schema library, which each start would load: the format names the shape.
    return typeof kept === 'object' && kept !== null && 'format' in kept && kept.format === format
      ? (kept as UpdateState & typeof kept)
      : nothing
  } catch {
    return nothing
  }
}

/** Throws what the file system throws. */
export function writeUpdateState(dataFolder: string, { trial, rolledBack, word }: UpdateState): void {
  const folder = versionsFolder(dataFolder)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const fresh = `${stateFile(dataFolder)}.new`
  const file = openSync(fresh, 'w', 0o600)
  try {
    writeSync(file, JSON.stringify({ format, trial, rolledBack: rolledBack.slice(-mostRolledBack), word }))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(fresh, stateFile(dataFolder))
  settle(folder)
}

/** The version that the link names; null where the package's own runs. */
export function currentVersion(dataFolder: string): string | null {
  try {
    const name = hasLinks ? readlinkSync(currentLink(dataFolder)) : readFileSync(currentLink(dataFolder), 'utf8')
    return versionPattern.test(name) ? name : null
  } catch {
    return null
  }
}

export const isLaidOut = (dataFolder: string, version: string): boolean =>
  existsSync(path.join(versionsFolder(dataFolder), version, programName))

/** [UP7] From the next start on this version runs, or the package's own for null: at no moment neither. Throws what the file system throws. */
export function pointTo(dataFolder: string, version: string | null): void {
  const [folder, link] = [versionsFolder(dataFolder), currentLink(dataFolder)]
  if (version === null) rmSync(link, { force: true })
  else {
    const fresh = path.join(folder, 'next')
    rmSync(fresh, { force: true })
    if (hasLinks) symlinkSync(version, fresh)
    else writeFileSync(fresh, version, { flush: true })
    renameSync(fresh, link)
  }
  settle(folder)
}

/** [UP8] Gives a version up for the one before, for good. */
export function goBack(dataFolder: string, trial: Trial, why: BuildTrouble, detail: string): void {
  const { rolledBack } = readUpdateState(dataFolder)
  const { version, buildId, before } = trial
  // Noted first: a version that was given up is not begun again whatever happens next.
  writeUpdateState(dataFolder, {
    trial: null,
    rolledBack: [...rolledBack, { version, why }],
    word: { buildId, state: 'rolled-back', why, detail },
  })
  pointTo(dataFolder, before !== null && isLaidOut(dataFolder, before) ? before : null)
}

/** A rename lies in its folder: without this it can be lost in a power cut. Windows syncs no folders. */
function settle(folder: string): void {
  if (!hasLinks) return
  const directory = openSync(folder, 'r')
  try {
    fsyncSync(directory)
  } finally {
    closeSync(directory)
  }
}
