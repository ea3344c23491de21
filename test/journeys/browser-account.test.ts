import { TOTP, URI } from 'otpauth'
import type { Browser, Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accessFindings, startBrowser } from '../support/browser'
import { handClock } from '../support/clock'
import { startTestHub, type TestHub } from '../support/hub'
import { keepPicture, openDoor, openStaffPage, rendererFolder, signInAs } from '../support/staff-page'

const stepMs = 30_000

describe('an account with a second factor, in the browser', () => {
  const clock = handClock(Date.now())
  let hub: TestHub
  let browser: Browser
  beforeAll(async () => {
    hub = await startTestHub({ rendererFolder, clock })
    browser = await startBrowser()
  })
  afterAll(async () => {
    await browser.close()
    await hub.stop()
  })

  /** What a phone would show that took the secret off the page. */
  const authenticatorOn = async (card: Locator): Promise<() => string> => {
    const secret = ((await card.locator('code').first().textContent()) ?? '').replaceAll(' ', '')
    const authenticator = URI.parse(`otpauth://totp/Classwarden:account?secret=${secret}&issuer=Classwarden`)
    if (!(authenticator instanceof TOTP)) throw new Error('The secret is not of a TOTP.')
    return () => authenticator.generate({ timestamp: clock.now() })
  }

  it('[ST6] is set up by the secret on the page, asked for at the next sign-in, works once a code, and is taken away', async () => {
    const account = hub.accounts.technician
    const { page } = await openStaffPage(browser, hub, account)
    await page.goto(`https://127.0.0.1:${hub.hub.consolePort}/#/account`)
    const card = page.locator('section', { has: page.getByRole('heading', { name: 'Second factor' }) }).last()
    await card.getByLabel('Present password').fill(account.password)
    await card.getByRole('button', { name: 'Set up' }).click()
    await card.getByRole('img', { name: 'QR code with the secret' }).waitFor()
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'second-factor')
    const code = await authenticatorOn(card)

    await card.getByLabel('Code the app now shows').fill('000000')
    await card.getByRole('button', { name: 'Turn on' }).click()
    await card.getByRole('alert').waitFor()
    await card.getByLabel('Code the app now shows').fill(code())
    await card.getByRole('button', { name: 'Turn on' }).click()
    await card.getByText('On: signing in also asks for a code').waitFor()

    const later = await openDoor(browser, hub)
    await signInAs(later.page, account)
    const field = later.page.getByLabel('Code from your authenticator')
    await field.fill(code())
    await later.page.getByRole('button', { name: 'Sign in' }).click()
    await later.page.getByRole('alert').getByText('That code is not right, or was used already').waitFor()
    expect(await accessFindings(later.page)).toEqual([])
    clock.turn(stepMs)
    await field.fill(code())
    await later.page.getByRole('button', { name: 'Sign in' }).click()
    await later.page.getByRole('navigation', { name: 'Pages' }).waitFor()

    await card.getByLabel('Present password').fill(account.password)
    await card.getByRole('button', { name: 'Take away' }).click()
    await card.getByText('Off: the password alone signs you in').waitFor()
    await openStaffPage(browser, hub, account)
  })

  it('[ST7] is set up at sign-in where the school asks officers for one, and then the console is there', async () => {
    const technician = await hub.signIn('technician')
    await technician.must('setting:write', { secondFactorRequired: true })
    const { page, trouble } = await openDoor(browser, hub)
    await signInAs(page, hub.accounts.officer)
    await page.getByRole('heading', { name: 'Set up a second factor' }).waitFor()
    expect(await page.getByRole('navigation', { name: 'Pages' }).count()).toBe(0)
    expect(await accessFindings(page)).toEqual([])
    await keepPicture(page, 'second-factor-first')
    await page.getByLabel('Present password').fill(hub.accounts.officer.password)
    await page.getByRole('button', { name: 'Set up' }).click()
    await page.getByRole('img', { name: 'QR code with the secret' }).waitFor()
    const code = await authenticatorOn(page.locator('main'))
    await page.emulateMedia({ colorScheme: 'dark' })
    await keepPicture(page, 'second-factor-first-dark')
    await page.getByLabel('Code the app now shows').fill(code())
    await page.getByRole('button', { name: 'Turn on' }).click()
    await page.getByRole('navigation', { name: 'Pages' }).waitFor()
    await page.getByRole('heading', { name: 'Nothing waits for you' }).waitFor()
    expect(trouble).toEqual([])
  })
})
