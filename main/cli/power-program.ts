import { type Command, InvalidArgumentError } from 'commander'
import { longestWarningSeconds, powerActions } from '#shared/model/power'
import { dayTimeSchema, powerDays } from '#shared/model/power-schedule'
import { addSchedule, cancelPower, changeSchedule, orderPower, removeSchedule, showSchedules, wakeDevices } from './commands/power'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'
import { between } from './whole-number'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

interface WishOptions {
  readonly warn: number
  readonly spare?: boolean
  readonly putOff: number
}

interface ScheduleChangeOptions {
  readonly rooms?: string[]
  readonly time?: string
  readonly days?: number[]
  readonly warn?: number
  readonly spare?: boolean
  readonly putOff?: number
}

const wishOf = ({ warn, spare, putOff }: WishOptions) => ({ warnSeconds: warn, spareInUse: spare === true, putOffMinutes: putOff })

/** "1,2,5": ISO days, 1 is Monday. */
const parseDays = (text: string): number[] => {
  const days = text.split(',').map(Number)
  if (days.some((day) => !powerDays.some((known) => known === day))) throw new InvalidArgumentError('days such as 1,2,3,4,5; 1 is Monday')
  return days
}
const parseTime = (text: string): string => {
  if (!dayTimeSchema.safeParse(text).success) throw new InvalidArgumentError('a time such as 16:30')
  return text
}

const withWish = (command: Command, warnSeconds: number): Command =>
  command
    .option('--warn <seconds>', 'how long pupils are warned', between(0, longestWarningSeconds), warnSeconds)
    .option('--spare', 'leave PCs in use alone')
    .option('--put-off <minutes>', 'how far a pupil may put it off, twice at most', between(0, 60), 0)

const deeds = { 'log-off': 'log off whoever is signed in', restart: 'restart PCs', 'shut-down': 'shut PCs down' } as const

/** Log off, restart, shut down and wake, now and by the clock. */
export function addPower(program: Command, settle: Settle): void {
  const power = program
    .command('power')
    .description('log off, restart, shut down and wake, now (teacher, technician) or by the clock (technician)')
  for (const action of powerActions) {
    const command = power.command(`${action} <room> [pcs...]`).description(`${deeds[action]}; every PC of the room unless some are named`)
    withWish(command, 60).action((room: string, devices: string[], own: WishOptions) =>
      settle((context) => orderPower(context, { room, devices }, { action, ...wishOf(own) })),
    )
    const scheduled = power
      .command(`schedule-${action} <rooms...>`)
      .description(`${deeds[action]} by the clock, never in a lesson`)
      .requiredOption('--time <hh:mm>', "in the school's time zone", parseTime)
      .option('--days <days>', 'ISO days, 1 is Monday', parseDays, [1, 2, 3, 4, 5])
    withWish(scheduled, 300).action((rooms: string[], own: WishOptions & { time: string; days: number[] }) =>
      settle((context) => addSchedule(context, { rooms, plan: { action, time: own.time, days: own.days, ...wishOf(own) } })),
    )
  }
  power
    .command('wake <room> [pcs...]')
    .description('wake silent PCs through others awake on their networks; every PC of the room unless some are named')
    .action((room: string, devices: string[]) => settle((context) => wakeDevices(context, { room, devices })))
  power
    .command('schedule-wake <rooms...>')
    .description('wake PCs by the clock')
    .requiredOption('--time <hh:mm>', "in the school's time zone", parseTime)
    .option('--days <days>', 'ISO days, 1 is Monday', parseDays, [1, 2, 3, 4, 5])
    .action((rooms: string[], { time, days }: { time: string; days: number[] }) =>
      settle((context) =>
        addSchedule(context, { rooms, plan: { action: 'wake', time, days, warnSeconds: 0, spareInUse: false, putOffMinutes: 0 } }),
      ),
    )
  power
    .command('cancel <room> [pcs...]')
    .description('stop what is pending; every PC of the room unless some are named')
    .action((room: string, devices: string[]) => settle((context) => cancelPower(context, { room, devices })))
  power
    .command('schedules')
    .description('what is done by the clock, and when next')
    .action(() => settle(showSchedules))
  power
    .command('reschedule <schedule-id>')
    .description('change a schedule; what is not named stays as it is')
    .option('--rooms <rooms...>', 'in place of its rooms')
    .option('--time <hh:mm>', "in the school's time zone", parseTime)
    .option('--days <days>', 'ISO days, 1 is Monday', parseDays)
    .option('--warn <seconds>', 'how long pupils are warned', between(0, longestWarningSeconds))
    .option('--spare', 'leave PCs in use alone')
    .option('--no-spare', 'send PCs in use down too')
    .option('--put-off <minutes>', 'how far a pupil may put it off, twice at most', between(0, 60))
    .action((scheduleId: string, own: ScheduleChangeOptions) =>
      settle((context) =>
        changeSchedule(context, {
          scheduleId,
          rooms: own.rooms,
          plan: { time: own.time, days: own.days, warnSeconds: own.warn, spareInUse: own.spare, putOffMinutes: own.putOff },
        }),
      ),
    )
  power
    .command('unschedule <schedule-id>')
    .description('remove a schedule')
    .action((scheduleId: string) => settle((context) => removeSchedule(context, scheduleId)))
}
