import type { CommandResult } from '../../../test/support/agent'
import type { FreshRoot } from '../../../test/support/fresh-root'
import { PackageFailure } from '../workspace'

/** Runs a program in a root of its own; throws with what it said where it fails. */
export async function must({ run }: Pick<FreshRoot, 'run'>, program: string, ...args: string[]): Promise<CommandResult> {
  const result = await run(program, args)
  if (result.code !== 0)
    throw new PackageFailure(`${program} ${args.join(' ')} ended with ${String(result.code)}:\n${result.stdout}${result.stderr}`)
  return result
}
