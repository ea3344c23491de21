import { ok } from '#shared/outcome'
import { asStaff, type Context } from '../context'
import { type CliOutcome, type ExitCode, exitCodes } from '../failure'
import { table } from '../print'

/** What the running hub finds when it looks at itself; a code of its own when something is bad. */
export const examineHub = (context: Context): Promise<CliOutcome<ExitCode>> =>
  asStaff(context, async (link) => {
    const checks = await link.ask('hub:examine', {})
    if (!checks.ok) return checks
    context.print(
      context.options.json ? JSON.stringify(checks.value) : table(checks.value.map(({ check, state, detail }) => [state, check, detail])),
    )
    return ok(checks.value.some(({ state }) => state === 'bad') ? exitCodes.incomplete : exitCodes.done)
  })
