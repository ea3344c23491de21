import { mkdir, readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { enrolmentBundleSchema } from '#shared/protocol/enrolment'
import { collectClosers } from '../../test/support/classroom/closers'
import { projectFolder, startConsole } from '../../test/support/classroom/console-program'
import { newPassword } from '../../test/support/classroom/school'
import { createFirstAccount, signIn, signOut, tilePicture, waitForLiveTiles } from '../../test/support/classroom/teacher'
import { until } from '../../test/support/desktop'
import { findConsoleScreen } from './console-screen'
import { openCommandLine } from './command-line'
import { lockAndCheck, restedPicture, sendMessage, unlockAndCheck } from './lesson'
import { serveLessonPages } from './lesson-pages'
import { narrate } from './narration'
import { type Pupil, type PupilOptions, seatPupil } from './pupil'
import { takeBothThemes, savePicture } from './pictures'

/** `npm run demo [-- --keep]`: a whole lesson on this computer, from the first account to the last message. Exits with 0 when all of it worked. */

const { values } = parseArgs({ options: { keep: { type: 'boolean', default: false } } })
const narration = narrate((text) => process.stdout.write(text))
const closers = collectClosers()
const outFolder = path.join(projectFolder, 'demo-out')
const roomName = 'Lab 2'
const pupils = 4
const clearWithinMs = 20_000

// A Ctrl+C comes twice, from the terminal and from npm: both are heard, or the second would end this before all is cleared away.
let isStopped = false
const stopped = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      isStopped = true
      resolve()
    })
  }
})

async function demonstrate(): Promise<void> {
  const { step, say, note } = narration
  await mkdir(outFolder, { recursive: true })
  say('Classwarden: a lesson with four pupils on this computer. Nothing leaves it, and everything is cleared away at the end.\n')

  const screen = await findConsoleScreen(closers)
  const classroom = await step(`Opening the teacher's console, with the hub inside, on ${screen.says}`, async () =>
    closers.add(await startConsole({ display: screen.display }), (one) => one.stop()),
  )
  const { page, hub } = classroom
  const technician = { signInName: 'sam.tech', password: newPassword(), displayName: 'Sam Okoro' }
  const teacher = { signInName: 'jo.ward', password: newPassword() }

  const commands = closers.add(await openCommandLine(), (one) => one.stop())
  const bundle = await step('The technician makes the first account, a room, a teacher, and a file that enrols four PCs', async () => {
    await takeBothThemes(page, outFolder, 'first-run')
    await createFirstAccount(page, technician)
    const own = await commands.secretFile('technician', technician.password)
    await commands.run(
      'sign-in',
      '--hub',
      hub.address,
      '--authority',
      hub.authorityFingerprint,
      '--user',
      technician.signInName,
      '--password-file',
      own,
    )
    await commands.run('room', 'create', roomName)
    const teachers = await commands.secretFile('teacher', teacher.password)
    await commands.run('staff', 'create', teacher.signInName, 'Jo Ward', '--role', 'teacher', '--new-password-file', teachers)
    const file = path.join(commands.folder, 'enrolment.json')
    await commands.run('enrol-bundle', roomName, '--uses', String(pupils), '--hours', '1', '--out', file)
    await signOut(page)
    return enrolmentBundleSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  })

  const pages = closers.add(await serveLessonPages(), (one) => one.stop())
  const seats: readonly Pick<PupilOptions, 'person' | 'ground' | 'terminal'>[] = [
    { person: ['aisha.k', 'Aisha Khan'], ground: '#3b5168', terminal: '#fdf6e3' },
    { person: ['ben.t', 'Ben Turner'], ground: '#5b4a3f', terminal: '#e8f0ff' },
    { person: ['cai.o', 'Cai Owen'], ground: '#37604c', terminal: '#1d2330' },
    { person: ['dev.p', 'Dev Patel'], ground: '#6a3f5b', terminal: '#103028' },
  ]
  const seated = await step('Four pupil PCs start (1920x1080, a terminal, a browser) and their agents enrol', () =>
    allDone(
      seats.map(async (seat, index): Promise<Pupil> => {
        const pupil = await seatPupil(closers, { name: `PC-0${index + 1}`, seat: index, url: pages.urlFor(index), bundle, ...seat })
        await commands.run('rename', roomName, pupil.deviceId, pupil.name)
        return pupil
      }),
    ),
  )

  await step('The teacher signs in and sees four live tiles', async () => {
    await takeBothThemes(page, outFolder, 'sign-in')
    const beganMs = performance.now()
    await signIn(page, teacher)
    await waitForLiveTiles(page, pupils)
    note('four live tiles', `${(performance.now() - beganMs).toFixed(0)} ms after the click on Sign in`, true)
    // Browsers are still drawing: a picture of the class is nicer with them settled.
    await sleep(1_500)
    await takeBothThemes(page, outFolder, 'class')
  })
  await step("She opens one pupil's panel", async () => {
    await tilePicture(page, 'PC-02').dblclick()
    await page.getByRole('dialog').waitFor()
    await sleep(1_500)
    await takeBothThemes(page, outFolder, 'pupil-panel')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
  })

  for (const pupil of seated) await pupil.type('before the lock')
  await until('typed keys in the terminals', async () =>
    (await Promise.all(seated.map((one) => one.written()))).every((text) => text.includes('before the lock')),
  )
  note('typed before the lock', 'arrives on all four PCs', true)

  await step('She locks all four with one click', () => lockAndCheck(page, seated, narration))
  await page.screenshot({ path: path.join(outFolder, 'class-locked.png') })
  await step('She unlocks them', () => unlockAndCheck(page, seated, narration))
  await step('She sends a message', () => sendMessage(page, seated, narration, outFolder))
  await step('From a terminal she locks again, with words on the screen', async () => {
    const own = await commands.secretFile('teacher-sign-in', teacher.password)
    const asTeacher = ['--hub', hub.address, '--authority', hub.authorityFingerprint, '--user', teacher.signInName, '--password-file', own]
    const printed = await commands.run(...asTeacher, 'lock', roomName, '--text', 'Eyes on the board, please. We carry on in five minutes.')
    note(
      'classwarden lock',
      printed
        .split('\n')
        .map((line) => line.replaceAll(/\s+/gu, ' '))
        .join('; '),
      true,
    )
    const first = seated[0]
    if (first !== undefined) await savePicture(await restedPicture(first, 2_000), first.screen, path.join(outFolder, 'locked-desktop.png'))
    await commands.run(...asTeacher, 'unlock', roomName, '--messages')
  })
  if (values.keep) {
    say(
      `\nEverything goes on running. The teacher is signed in; pupil desktops are ${seated.map((one) => `${one.name} on ${one.desktop.display}`).join(', ')}.`,
    )
    say(
      `Hub: https://${hub.address} - teacher: ${teacher.signInName} / ${teacher.password} - technician: ${technician.signInName} / ${technician.password}`,
    )
  }
}

/** As `Promise.all`, but only once none of them is still at work, so that all they started can be ended. */
async function allDone<T>(works: readonly Promise<T>[]): Promise<readonly T[]> {
  await Promise.allSettled(works)
  return Promise.all(works)
}

/** One line for a failure; the table still tells what went well before it. */
function tellFailure(error: unknown): void {
  if (isStopped) return
  narration.note('the demonstration', error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error), false)
  if (error instanceof Error) process.stderr.write(`${error.stack ?? ''}\n`)
}

const interrupted = Symbol('interrupted')
const demonstrated = demonstrate()
const end = await Promise.race([demonstrated.catch(tellFailure), stopped.then(() => interrupted)])
if (end !== interrupted) {
  const good = narration.sum()
  process.exitCode = good ? 0 : 1
  narration.say(`  Screenshots: ${path.relative(process.cwd(), outFolder)}/`)
  if (values.keep && good) {
    narration.say('  Press Ctrl+C to end everything.')
    await stopped
  }
  await closers.closeAll()
} else {
  narration.say('\n\n  Stopped. Everything is being cleared away.')
  await closers.closeAll()
  // What it was about to start comes too late for the first time.
  await Promise.race([demonstrated.catch(() => undefined), sleep(clearWithinMs)])
  await closers.closeAll()
  process.exit(128 + constants.signals.SIGINT)
}
