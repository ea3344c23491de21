import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { siteSchema } from '#shared/model/internet'
import { internetNow } from '#shared/model/internet-now'
import type { Lease } from '#shared/model/lease'
import { leaseWith } from '../../support/leases'

const nine = Date.UTC(2027, 0, 11, 9)
const rule = (access: 'removed' | 'granted', more: Partial<Lease> = {}): Lease =>
  leaseWith({ kind: 'internet', internet: { access, exceptions: [] }, ...more })
const decider = (leases: Lease[], user: string | null = 'cai'): Lease | null => internetNow(leases, user, nine).decidedBy

describe('what decides the internet of a user', () => {
  const ofClass = rule('removed')
  const sanction = rule('removed', { pupil: 'cai' })
  const inLesson = rule('removed', { pupil: 'cai', lessonId: randomUUID() })
  const grant = rule('granted', { pupil: 'cai', lessonId: randomUUID() })

  it('[LE15] a sanction comes before a removal in a lesson, that before a grant, and that before the rule of the PC', () => {
    expect(decider([ofClass, grant, inLesson, sanction])).toBe(sanction)
    expect(decider([ofClass, grant, inLesson])).toBe(inLesson)
    expect(decider([ofClass, grant])).toBe(grant)
    expect(decider([ofClass])).toBe(ofClass)
    expect(internetNow([ofClass, grant], 'cai', nine).outranked).toEqual([ofClass])
  })

  it('[LE15] of two of one rank the newer decides', () => {
    const later = { ...ofClass, leaseId: randomUUID(), from: ofClass.from + 1 }
    expect(internetNow([ofClass, later], null, nine + 1).decidedBy).toBe(later)
  })

  it('[LE15] a list that closes sites for one pupil opens nothing: it stands beside what decides, and alone when nothing else does', () => {
    const closes: Lease = leaseWith({
      kind: 'internet',
      pupil: 'cai',
      internet: { access: 'all-but', scene: 'No chat', sites: ['chat.test'], lists: [] },
    })
    expect(internetNow([closes, ofClass], 'cai', nine)).toEqual({ decidedBy: ofClass, besides: [], outranked: [closes] })
    const only: Lease = { ...ofClass, internet: { access: 'only', scene: 'Algebra', sites: ['maths.test'], lists: [] } }
    expect(internetNow([closes, only], 'cai', nine)).toEqual({ decidedBy: only, besides: [closes], outranked: [] })
    expect(internetNow([closes, only, grant], 'cai', nine)).toEqual({ decidedBy: grant, besides: [closes], outranked: [only] })
    expect(internetNow([closes], 'cai', nine)).toEqual({ decidedBy: closes, besides: [], outranked: [] })
    expect(internetNow([closes], 'aisha', nine).decidedBy).toBeNull()
  })

  it('[LE12] counts for its pupil alone, whatever the case of the name', () => {
    expect(decider([sanction], 'CAI')).toBe(sanction)
    expect(decider([sanction], 'aisha')).toBeNull()
    expect(decider([sanction], null)).toBeNull()
    expect(decider([ofClass], null)).toBe(ofClass)
  })

  it('[LE4] counts neither before its beginning nor from its end on, and only among its kind', () => {
    expect(internetNow([ofClass], null, ofClass.from - 1).decidedBy).toBeNull()
    expect(internetNow([ofClass], null, ofClass.until).decidedBy).toBeNull()
    expect(decider([leaseWith()])).toBeNull()
  })
})

describe('a site on the wire', () => {
  it.each(['bbc.co.uk', 'xn--bcher-kva.example', '10.0.0.1', '[2001:db8::1]', 'bbc.co.uk/bitesize', 'localhost'])('%s is one', (site) => {
    expect(siteSchema.safeParse(site).success).toBe(true)
  })
  it.each(['', 'BBC.co.uk', 'bücher.example', 'bbc.co.uk/', 'a b.example', '*.bbc.co.uk', 'http://bbc.co.uk', '-', 'x'.repeat(301)])(
    '“%s” is none',
    (site) => {
      expect(siteSchema.safeParse(site).success).toBe(false)
    },
  )
})
