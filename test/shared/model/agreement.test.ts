import { expect, test } from 'vitest'
import { type AgreementEntry, agreementDraftSchema, keyStageOf, keyStages, schoolYearOf, schoolYearWords } from '#shared/model/agreement'
import { registerCsv } from '#shared/model/agreement-csv'
import texts from '../../../assets/locales/agreement-texts-en.json'

test('[AU1] every year has its key stage, and who has no year the one for everybody else', () => {
  expect([0, 2, 3, 6, 7, 9, 10, 11, 12, 13, null].map(keyStageOf)).toEqual([
    ...['ks1', 'ks1', 'ks2', 'ks2', 'ks3', 'ks3', 'ks4', 'ks4', 'ks5', 'ks5', 'other'],
  ])
})

test('[AU1] the texts that ship can be published as they are', () => {
  for (const keyStage of keyStages) expect(agreementDraftSchema.safeParse({ keyStage, ...texts[keyStage] }).error).toBeUndefined()
})

test('[AU3] a school year begins on 1 September', () => {
  expect(schoolYearOf(Date.UTC(2026, 7, 31, 23, 59))).toBe(2025)
  expect(schoolYearOf(Date.UTC(2026, 8, 1))).toBe(2026)
  expect(schoolYearOf(Date.UTC(2027, 0, 11))).toBe(2026)
  expect([2026, 2099].map(schoolYearWords)).toEqual(['2026/27', '2099/00'])
})

test('[AU8] the register as a file keeps every field in its place, and holds no formula for a spreadsheet', () => {
  const entry: AgreementEntry = {
    ...{ userName: '=cmd()', displayName: 'Owen, "Cai"', yearGroup: 8, keyStage: 'ks3', standing: 'agreed', at: 0, version: 2 },
    parent: { schoolYear: 2026, note: 'line\nbreak', recordedBy: 'Ms Price', at: 1_000 },
  }
  const [head, ...lines] = registerCsv(2026, [entry]).split('\r\n')
  expect(head?.split(',').length).toBe(10)
  expect(lines.join('')).toBe(
    `"'=cmd()","Owen, ""Cai""","Year 8","2026/27","agreed","2","1970-01-01T00:00:00.000Z","1970-01-01T00:00:01.000Z","Ms Price","line\nbreak"`,
  )
})
