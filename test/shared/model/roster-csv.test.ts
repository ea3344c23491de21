import { expect, test } from 'vitest'
import { readRoster } from '#shared/model/roster-csv'

test('a roster is read with headings, years as schools write them, and groups', () => {
  const text = 'User name,Name,Year,Groups\r\naisha,"Khan, Aisha",Year 7,7B|Chess club\r\nben,Ben,R\r\ncai,Cai,,7B,Choir\r\ndev,,Y13\r\n'
  expect(readRoster(text)).toEqual({
    pupils: [
      { userName: 'aisha', displayName: 'Khan, Aisha', yearGroup: 7, groups: ['7B', 'Chess club'] },
      { userName: 'ben', displayName: 'Ben', yearGroup: 0, groups: [] },
      { userName: 'cai', displayName: 'Cai', yearGroup: null, groups: ['7B', 'Choir'] },
      { userName: 'dev', displayName: 'dev', yearGroup: 13, groups: [] },
    ],
    faults: [],
  })
})

test('lines that do not fit are named, and the others read', () => {
  const { pupils, faults } = readRoster('aisha;Aisha;7\nalone\n;Nobody;7\nben;Ben;14\nAISHA;Again;8\ncai;Cai\u0007;8\ndev;Dev;9')
  expect(pupils.map(({ userName }) => userName)).toEqual(['aisha', 'dev'])
  expect(faults).toEqual([
    { line: 2, why: 'columns' },
    { line: 3, why: 'user-name' },
    { line: 4, why: 'year' },
    { line: 5, why: 'twice' },
    { line: 6, why: 'other' },
  ])
})

test('tabs and doubled quotes are read as spreadsheets write them', () => {
  expect(readRoster('a1\t"Ann ""Annie"" Lee"\t2').pupils[0]?.displayName).toBe('Ann "Annie" Lee')
})
