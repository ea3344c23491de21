import { expect, test } from 'vitest'
import { desiredCover, nextTurn } from '../../../agent/leases/desired-cover'
import { leaseWith } from '../../support/leases'

const nine = Date.UTC(2027, 0, 11, 9)
const none = new Set<string>()
const message = leaseWith({ kind: 'message', text: 'Pack up' })
const lock = leaseWith({ text: 'Listen' })
const blank = leaseWith({ kind: 'blank' })

test('[LE5] blank shows over lock, and lock over message', () => {
  expect(desiredCover([message, lock, blank], nine, none)).toEqual({ cover: { kind: 'blank' }, message: null })
  expect(desiredCover([message, lock], nine, none)).toEqual({
    cover: { kind: 'lock', notice: { lockedBy: 'Ms Price', text: 'Listen', until: lock.until } },
    message: null,
  })
  expect(desiredCover([message], nine, none)).toEqual({ cover: null, message })
})

test('[LE4] a lease is live from its beginning up to, not including, its end', () => {
  expect(desiredCover([blank], blank.from - 1, none).cover).toBeNull()
  expect(desiredCover([blank], blank.from, none).cover).not.toBeNull()
  expect(desiredCover([blank], blank.until - 1, none).cover).not.toBeNull()
  expect(desiredCover([blank], blank.until, none).cover).toBeNull()
})

test('[LE5] of two locks the newer one speaks, and when it ends the older one does', () => {
  const newer = leaseWith({ text: 'Eyes up', from: nine + 1_000, until: nine + 2_000 })
  const text = (now: number): string | null => {
    const { cover } = desiredCover([newer, lock], now, none)
    return cover?.kind === 'lock' ? cover.notice.text : null
  }
  expect([text(nine), text(nine + 1_000), text(nine + 2_000)]).toEqual(['Listen', 'Eyes up', 'Listen'])
})

test('messages come one at a time, the oldest first, and not again once seen', () => {
  const later = leaseWith({ kind: 'message', text: 'Line up', from: nine + 1 })
  expect(desiredCover([later, message], nine + 1, none).message).toBe(message)
  expect(desiredCover([later, message], nine + 1, new Set([message.leaseId])).message).toBe(later)
})

test('the next turn is the nearest beginning or end still to come', () => {
  const later = leaseWith({ from: nine + 5_000, until: nine + 9_000 })
  expect(nextTurn([lock, later], nine)).toBe(nine + 5_000)
  expect(nextTurn([lock, later], nine + 5_000)).toBe(nine + 9_000)
  expect(nextTurn([lock], lock.until)).toBeNull()
})
