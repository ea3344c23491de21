import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../support/desktop'
import { type Pupil, startPupil } from '../support/pupil'

let pupil: Pupil

beforeAll(async () => {
  pupil = await startPupil()
})
afterAll(() => pupil.stop())

test('the window in front reaches the console with its program', async () => {
  pupil.desktop.spawn('xterm', ['-T', 'Fractions worksheet'])
  await until('the window', () => pupil.view().foreground?.title === 'Fractions worksheet')
  expect(pupil.view().foreground).toMatchObject({ application: 'XTerm', process: { name: 'xterm' } })
  expect(pupil.view().monitors).toMatchObject([{ index: 0, width: 1024, height: 768 }])
})

test('[TH2] the first picture stands alone, later ones are parts of it', async () => {
  const { pictures } = pupil.teacher
  await until('a picture', () => pictures.length > 0)
  expect(pictures[0]?.thumbnail).toMatchObject({ monitor: 0, keyframe: true, width: 320, height: 240 })
  const before = pictures.length
  await pupil.desktop.run('xdotool', ['type', 'one half and one third'])
  await until('a newer picture', () => pictures.length > before)
  expect(pictures.at(-1)?.thumbnail.keyframe).toBe(false)
})

test('[TH3] nothing is sent while nobody looks; whoever looks again gets a whole picture', async () => {
  const { teacher, hub, desktop } = pupil
  const { roomId } = hub.room
  await teacher.must('room:unwatch', { roomId })
  const before = teacher.pictures.length
  await desktop.run('xdotool', ['type', '--delay', '50', 'two thirds and three quarters'])
  expect(teacher.pictures).toHaveLength(before)
  await teacher.watch(roomId)
  await until('a picture', () => teacher.pictures.length > before)
  expect(teacher.pictures[before]?.thumbnail.keyframe).toBe(true)
})
