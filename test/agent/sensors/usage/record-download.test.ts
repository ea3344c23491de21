import { expect, test } from 'vitest'
import { downloadFact } from '../../../../agent/sensors/usage/record-download'

const user = { name: 'aisha', displayName: 'Aisha', guest: false, sessionStartedAt: 0 }

test('[BR9] a download is told by its site and the name of its file', () => {
  const file = 'sums.zip'
  expect(downloadFact({ url: 'https://www.maths.test/files/1?token=secret', file }, user, 5)).toEqual({
    kind: 'download',
    user: 'aisha',
    site: 'maths.test',
    file,
    at: 5,
  })
  expect(downloadFact({ url: 'https://maths.test/a/essay.docx?x=1', file: '' }, user, 5)?.file).toBe('essay.docx')
  expect(downloadFact({ url: 'data:text/html,<b>hi', file: '' }, user, 5)).toMatchObject({ site: '', file: '' })
  expect(downloadFact({ url: 'https://maths.test/', file: 'x'.repeat(400) }, user, 5)?.file).toHaveLength(255)
})
test('[BR2] of a site on the privacy list no name is told, and of nobody nothing', () => {
  expect(downloadFact({ url: 'https://www.childline.org.uk/guide.pdf', file: 'guide.pdf' }, user, 5)).toMatchObject({
    site: 'childline.org.uk',
    file: '',
  })
  expect(downloadFact({ url: 'https://maths.test/a.zip', file: 'a.zip' }, null, 5)).toBeNull()
})
