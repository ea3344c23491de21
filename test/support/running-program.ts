import path from 'node:path'
import type { RunningProgram } from '../../agent/platform/platform'

/** An installed program without windows, unless told otherwise. */
export const runningProgram = (more: Partial<RunningProgram> = {}): RunningProgram => {
  const executable = more.executable ?? '/usr/bin/program'
  return {
    pid: 1_000,
    parentPid: 1,
    startTicks: '1',
    executable,
    origin: 'installed',
    command: path.basename(executable),
    names: [],
    label: more.windows?.find((one) => one !== '') ?? path.basename(executable),
    windows: null,
    spared: false,
    ...more,
  }
}
