import { type Command, InvalidArgumentError } from 'commander'
import { openedUrlSchema, type TabClose } from '#shared/model/tab-order'
import { closeTabs, openPage } from './commands/tabs'
import type { Context } from './context'
import type { CliOutcome, ExitCode } from './failure'

type Settle = (run: (context: Context) => Promise<CliOutcome<ExitCode | null>>) => Promise<void>

const parseAddress = (text: string): string => {
  const address = openedUrlSchema.safeParse(text.includes('://') ? text : `https://${text}`)
  if (!address.success) throw new InvalidArgumentError('an address such as https://www.bbc.co.uk/bitesize')
  return address.data
}

/** Which tabs the options of `close-tabs` name; just one of them has to be given. */
const parseClose = ({ site, but }: { readonly site?: string; readonly but?: string }): TabClose | null => {
  if ((site === undefined) === (but === undefined)) return null
  return { which: { by: 'site', site: site ?? but ?? '' }, but: but !== undefined }
}

/** Opening and closing pages on pupil PCs. */
export function addTabs(program: Command, settle: Settle): void {
  program
    .command('open')
    .argument('<room>')
    .argument('<address>', 'of the web', parseAddress)
    .argument('[pcs...]')
    .description('open a page in a new tab, in front; every PC of the room unless some are named (teacher)')
    .action((room: string, url: string, devices: string[]) => settle((context) => openPage(context, { room, devices }, url)))
  const close = program
    .command('close-tabs <room> [pcs...]')
    .description('close tabs; pages may ask about unsaved work (teacher)')
    .option('--site <site>', 'those that show this site, as the console names it, such as bbc.co.uk')
    .option('--but <site>', 'all that show another site')
  close.action((room: string, devices: string[], own: { site?: string; but?: string }) => {
    const which = parseClose(own)
    if (which === null) return close.error('give either --site or --but')
    return settle((context) => closeTabs(context, { room, devices }, which))
  })
}
