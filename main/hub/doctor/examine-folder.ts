import { access } from 'node:fs/promises'
import path from 'node:path'
import type { Clock } from '#shared/clock'
import { hubChecks, type HubCheck } from '#shared/model/hub-check'
import { ok } from '#shared/outcome'
import { openKeyFile } from '../../store/key'
import { openStore } from '../../store/store'
import { verifyHub } from '../chain/verify'
import { bad, good, skipped } from './check'
import { checkClock, checkDisk, checkPort } from './place-checks'
import { checkRecords } from './record-checks'

export interface FolderOptions {
  readonly dataFolder: string
  readonly bindAddress: string
  readonly ports: readonly number[]
  readonly clock: Clock
}

/** The order in which a person reads them. */
export const inOrder = (checks: readonly HubCheck[]): HubCheck[] =>
  [...checks].sort((left, right) => hubChecks.indexOf(left.check) - hubChecks.indexOf(right.check))

const checkChain = async (dataFolder: string, clock: Clock): Promise<HubCheck> => {
  const verified = await verifyHub({ dataFolder, headFile: null, clock, onProgress: () => undefined })
  if (!verified.ok) return bad('chain', verified.detail)
  const { findings, head } = verified.value.report
  if (findings.length === 0) return good('chain', `${head.links} links, every record as it was written`)
  return bad(
    'chain',
    `${findings.length} records are not as they were written. Keep the folder as it is, run classwarden-hub verify, and tell the head.`,
  )
}

const checkStore = async (dataFolder: string, key: Uint8Array, { bindAddress, ports, clock }: FolderOptions): Promise<HubCheck[]> => {
  const opened = await openStore({ folder: dataFolder, key })
  if (!opened.ok) {
    const isHeld = opened.code === 'store-unavailable' && opened.detail.includes('holds')
    return isHeld
      ? [skipped('database', 'A running hub holds it. Ask that hub: classwarden doctor, or the console, Settings, Health of the hub.')]
      : [bad('database', opened.detail)]
  }
  const records = await opened.value.transact(async (all) => ok(await checkRecords(all, clock.now())))
  await opened.value.close()
  const listening = await Promise.all(ports.filter((port) => port !== 0).map((port) => checkPort(port, bindAddress)))
  const database = records.ok ? [good('database', 'opens with its key, and is whole'), ...records.value] : [bad('database', records.detail)]
  return [...database, await checkChain(dataFolder, clock), ...listening]
}

/** [HD1] Looks at a hub's folder and computer from outside, without changing a record: fully while the hub is stopped, and what can be seen while it runs. */
export const examineFolder = async (options: FolderOptions): Promise<HubCheck[]> => {
  const { dataFolder } = options
  const there = await access(path.join(dataFolder, 'hub.db')).then(
    () => true,
    () => false,
  )
  const around = [await checkDisk(dataFolder), await checkClock()]
  if (!there)
    return inOrder([...around, bad('database', `There is no hub in ${dataFolder}. Give its data folder with --data, or restore a backup.`)])
  const key = await openKeyFile(dataFolder)
  if (!key.ok) return inOrder([...around, bad('key', key.detail)])
  return inOrder([...around, good('key', 'there, and nobody else may read it'), ...(await checkStore(dataFolder, key.value, options))])
}

const marks = { good: '[ ok ]', warning: '[look]', bad: '[BAD ]', skipped: '[ -- ]' } as const

/** One line of a check. */
export const checkLine = ({ check, state, detail }: HubCheck): string => `${marks[state]} ${check}: ${detail}`

/** What a script can rely on: 0 all is well, 1 something is bad, 3 something wants a look. */
export const doctorExitCode = (checks: readonly HubCheck[]): number => {
  if (checks.some(({ state }) => state === 'bad')) return 1
  return checks.some(({ state }) => state === 'warning') ? 3 : 0
}
