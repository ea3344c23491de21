import { describe, expect, it } from 'vitest'
import { fillLetter, gapsIn, letterFields, letterFileName, letterTemplatesSchema } from '#shared/model/letter'
import { shippedTemplates } from '../../../main/hub/letters/letter-templates'

describe('letters', () => {
  it('[PL4] what is known is filled in; what is not, and what no field is called, stays as a gap', () => {
    const text = 'Dear parent of [pupil], [ when ]: [what]. [day and time] [toString] [[nested]] [open'
    const filled = fillLetter(text, { pupil: 'Aisha [9B] $& Khan', when: 'on 3 May 2026', what: '' })
    expect(filled).toBe('Dear parent of Aisha 9B $& Khan, on 3 May 2026: [what]. [day and time] [toString] [[nested]] [open')
    expect(gapsIn(`${filled} [what]`)).toEqual(['[what]', '[day and time]', '[toString]', '[nested]'])
    expect(gapsIn('Nothing is open')).toEqual([])
  })

  it('[PL4] those that ship are plain, have names of their own, and are finished when every field is known', () => {
    expect(shippedTemplates.map(({ templateId }) => templateId)).toEqual([
      ...['concern-told', 'access-removed', 'meeting', 'continued', 'agreement'],
    ])
    const known = Object.fromEntries(letterFields.map((field) => [field, 'known']))
    for (const { text, title } of shippedTemplates) {
      // What is left is for a person to say.
      expect(gapsIn(fillLetter(`${title} ${text}`, known)).filter((gap) => /^\[[a-z-]+\]$/u.test(gap))).toEqual([])
      expect(text).not.toMatch(/offence|offend|culprit|guilty|violation/iu)
    }
    expect(letterTemplatesSchema.safeParse([...shippedTemplates, shippedTemplates[0]]).success).toBe(false)
    expect(letterTemplatesSchema.safeParse([]).success).toBe(false)
  })

  it('[PL7] files are called by a number', () => {
    expect([letterFileName(12, 'pdf'), letterFileName(12, 'docx')]).toEqual(['letter-12.pdf', 'letter-12.docx'])
  })
})
