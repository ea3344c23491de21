import { describe, expect, it } from 'vitest'
import { otherNames } from '../../../main/hub/letters/other-names'

const own = { userName: 'aisha', displayName: 'Aisha Khan Ali' }
const pupils = [
  own,
  { userName: 'ben', displayName: 'Ben Thomas' },
  { userName: 'zoe7', displayName: 'Zoë May Ó Brien' },
  { userName: 'a.khan', displayName: 'Aisha Khan' },
  { userName: 'may', displayName: 'May' },
]
const named = (text: string, near: readonly string[] = []) => otherNames(text, { own, pupils, near })

describe('[PL5] other children in a letter', () => {
  it.each([
    ['Ben Thomas was there', ['Ben Thomas']],
    ['THOMAS, Ben was there', ['Ben Thomas']],
    ['with zoe obrien, Zoe O’Brien', []],
    ['with Zoë May Ó Brien’s phone', ['Zoë May Ó Brien']],
    ['with Zoe Brien', ['Zoë May Ó Brien']],
    ['the account zoe7', ['zoe7']],
    ['the account A.Khan', ['a.khan']],
  ])('finds full names and accounts in any case, order and accent: %s', (text, certain) => {
    expect(named(text)).toEqual({ certain, doubtful: [] })
  })

  it('the own child is no other one, though the name holds another’s whole', () => {
    expect(named('Dear parent of Aisha Khan Ali, account aisha. In May Ben and Thomas are months and words.')).toEqual({
      certain: [],
      doubtful: [],
    })
    expect(named('Aisha Khan').certain).toEqual(['Aisha Khan'])
  })

  it('single words count only of those whose concern belongs to the incident, and not what the own child shares', () => {
    expect(named('Ben showed it to her. Thomas too.', ['BEN', 'aisha'])).toEqual({ certain: [], doubtful: ['ben', 'thomas'] })
    expect(named('We may meet in May', ['zoe7']).doubtful).toEqual(['may'])
    expect(named('The Khan family', ['a.khan'])).toEqual({ certain: [], doubtful: [] })
    expect(named('the account guest-4', ['guest-4', 'x'])).toEqual({ certain: [], doubtful: ['guest'] })
  })
})
