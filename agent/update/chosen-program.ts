import path from 'node:path'
import { compareVersions } from '#shared/model/version-order'
import { currentVersion, goBack, isLaidOut, pointTo, readUpdateState, type Trial, versionsFolder, writeUpdateState } from './version-state'

/** Starts of a version on trial, within one boot, that ended in a crash. */
const mostStarts = 3

export interface Package {
  /** Where the launcher lies, with the program that came with it. */
  readonly folder: string
  readonly version: string
}

export interface ChosenProgram {
  /** Holds the program and what lies beside it. */
  readonly folder: string
  /** While the version has not shown that it works. */
  readonly trial: Trial | null
}

/** The program of the moment, for a command beside the agent. */
export function presentProgram(dataFolder: string, own: Package): string {
  const version = currentVersion(dataFolder)
  return version !== null && isNewer(version, own) && isLaidOut(dataFolder, version)
    ? path.join(versionsFolder(dataFolder), version)
    : own.folder
}

/**
 * [UP7, UP8] Which version of the agent starts now: the one that the link names, unless the package has caught up with it. One on trial that keeps crashing
 * is given up here, by code that came with the package.
 */
export function chooseProgram(dataFolder: string, own: Package, bootId: string): ChosenProgram {
  const version = currentVersion(dataFolder)
  const packaged: ChosenProgram = { folder: own.folder, trial: null }
  if (version === null) return packaged
  const state = readUpdateState(dataFolder)
  if (!isNewer(version, own) || !isLaidOut(dataFolder, version)) {
    pointTo(dataFolder, null)
    if (state.trial !== null) writeUpdateState(dataFolder, { ...state, trial: null })
    return packaged
  }
  const chosen = { folder: path.join(versionsFolder(dataFolder), version), trial: null }
  if (state.trial?.version !== version) return chosen
  const starts = state.trial.bootId === bootId ? state.trial.starts + 1 : 1
  if (starts > mostStarts) {
    goBack(dataFolder, state.trial, 'crashed', `It ended ${mostStarts} times without an orderly stop.`)
    return chooseProgram(dataFolder, own, bootId)
  }
  const trial = { ...state.trial, starts, bootId }
  writeUpdateState(dataFolder, { ...state, trial })
  return { ...chosen, trial }
}

/** [UP4] A package that was installed since is newer than what was fetched before it. */
const isNewer = (version: string, own: Package): boolean => own.version === 'development' || compareVersions(version, own.version) > 0
