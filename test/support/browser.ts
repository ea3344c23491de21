import AxeBuilder from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's Chromium without a window. It takes the test hub's certificate, whose authority no browser knows. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/lib/chromium/chromium',
    // Chromium refuses its sandbox to root, and only test machines run as root.
    args: ['--ignore-certificate-errors', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  })

/** The process whose end is the browser's. */
export const pidOf = async (browser: Browser): Promise<number> => {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const main = processInfo.find(({ type }) => type === 'browser')
  if (main === undefined) throw new Error('The browser does not name its process.')
  return main.id
}

/** What the page did that it should not: words of an error on its console, and refusals of its Content-Security-Policy. */
export const watchTrouble = async (page: Page): Promise<readonly string[]> => {
  const trouble: string[] = []
  page.on('pageerror', (error) => trouble.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') trouble.push(message.text())
  })
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sample}`)
    })
  })
  return trouble
}

/**
 * Findings of axe on the page as it stands, one line each; none is what a test wants. `colours` tries the rules about colours alone, which are the only
 * ones a theme can break.
 */
export const accessFindings = async (page: Page, rules: 'all' | 'colours' = 'all'): Promise<readonly string[]> => {
  // What passes need not be told, and a page without frames is judged where it stands: both cost several times what the judging does.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({
    resultTypes: ['violations'],
    ...(rules === 'colours' ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {}),
  })
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`)
}

/** The same in both themes, for the eye as well: `look` is called in each. Leaves the page light. */
export const findingsInBothThemes = async (
  page: Page,
  look: (theme: 'light' | 'dark') => Promise<void> = () => Promise.resolve(),
): Promise<readonly string[]> => {
  const findings: string[] = []
  for (const [colorScheme, rules] of [
    ['dark', 'colours'],
    ['light', 'all'],
  ] as const) {
    await page.emulateMedia({ colorScheme })
    findings.push(...(await accessFindings(page, rules)).map((finding) => `${colorScheme}: ${finding}`))
    await look(colorScheme)
  }
  return findings
}
