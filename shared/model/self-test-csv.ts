import { csvMoment, csvOf } from './csv'
import type { SelfTest } from './self-test'

const columns = ['Ended at', 'Room', 'PC', 'Result', 'Why', 'Ordered by', 'By schedule', 'Stages']

/** The record of checks, times in UTC; of each stage how it went and after how many milliseconds. */
export const selfTestsCsv = (tests: readonly SelfTest[]): string =>
  csvOf([
    columns,
    ...tests.map(({ endedAt, roomName, deviceName, result, why, owner, scheduled, stages }) => [
      ...[csvMoment(endedAt), roomName, deviceName, result, stages.find(({ state }) => state === 'failed')?.why ?? why ?? ''],
      ...[
        owner.displayName,
        scheduled ? 'yes' : 'no',
        stages.map(({ stage, state, afterMs }) => `${stage} ${state} ${afterMs}`).join('; '),
      ],
    ]),
  ])
