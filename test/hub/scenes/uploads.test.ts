import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { createUploads } from '../../../main/hub/scenes/uploads'

const [first, second] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002']
const zipped = gzipSync('a.test\nb.test')
const half = Math.ceil(zipped.length / 2)

test('[SC1] a text is read once all its parts are there, in whatever order they came', async () => {
  const uploads = createUploads()
  uploads.put('session', { uploadId: first, part: 1, parts: 2, bytes: zipped.subarray(half) })
  expect(await uploads.read('session', first)).toMatchObject({ ok: false, code: 'not-found' })
  uploads.put('session', { uploadId: first, part: 0, parts: 2, bytes: zipped.subarray(0, half) })
  expect(await uploads.read('session', first)).toMatchObject({ ok: true, value: { text: 'a.test\nb.test' } })
  expect(await uploads.read('another', first)).toMatchObject({ ok: false, code: 'not-found' })
  uploads.drop('session')
  expect(await uploads.read('session', first)).toMatchObject({ ok: false, code: 'not-found' })
})

test('a newer text takes the place of the one before', async () => {
  const uploads = createUploads()
  uploads.put('session', { uploadId: first, part: 0, parts: 1, bytes: zipped })
  uploads.put('session', { uploadId: second, part: 0, parts: 1, bytes: gzipSync('c.test') })
  expect(await uploads.read('session', first)).toMatchObject({ ok: false })
  expect(await uploads.read('session', second)).toMatchObject({ ok: true, value: { text: 'c.test' } })
})

test('what is no gzip, is cut short, or unfolds to more than anybody types is refused', async () => {
  const uploads = createUploads()
  for (const bytes of [Buffer.from('a.test'), zipped.subarray(0, half), gzipSync(Buffer.alloc(20 * 1024 * 1024, 'a'))]) {
    uploads.put('session', { uploadId: second, part: 0, parts: 1, bytes: Buffer.alloc(0) })
    uploads.put('session', { uploadId: first, part: 0, parts: 1, bytes })
    expect(await uploads.read('session', first)).toMatchObject({ ok: false, code: 'list-unclear' })
  }
})
