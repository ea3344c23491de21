import type { CoverageRow } from './coverage'
import type { CoverageReason } from './coverage-reason'
import { csvMoment, csvOf } from './csv'

/** The words of `reasons-en.json`. */
export type ReasonWords = Readonly<Record<CoverageReason, { readonly what: string; readonly do: string }>>

const columns = [
  ...['PC', 'Room', 'State', 'Not watched since', 'What is wrong', 'What to do', 'Last heard', 'Last picture', 'Agent', 'Policies'],
  ...['Clock off by (ms)', 'Browsers', 'Facts waiting', 'Pictures waiting', 'Disk free (MB)'],
]

const told = (value: number | null | undefined): string => (value === null || value === undefined ? '' : String(value))

/** Every PC with what keeps it from being watched, times in UTC; what was not told is empty. */
export const coverageCsv = (rows: readonly CoverageRow[], roomName: (roomId: string) => string, words: ReasonWords): string =>
  csvOf([
    columns,
    ...rows.map(({ name, roomId, state, unmonitoredSince, reasons, presence, health, agentVersion, driftMs }) => [
      ...[name, roomName(roomId), state, csvMoment(unmonitoredSince)],
      reasons.map((reason) => words[reason].what).join(' '),
      reasons.map((reason) => words[reason].do).join(' '),
      ...[presence.state === 'live' ? 'now' : csvMoment(presence.since), csvMoment(health?.lastCaptureAt ?? null)],
      ...[agentVersion, health?.policyVersion ?? '', told(driftMs)],
      (health?.browsers ?? []).map(({ browser, state: standing }) => `${browser}: ${standing}`).join('; '),
      ...[told(health?.factsWaiting), told(health?.picturesWaiting), told(health?.diskFreeMb)],
    ]),
  ])
