import { beforeAll, describe, expect, it } from 'vitest'
import { categories, type Category, type Source } from '#shared/policy/categories'
import { matchPolicy } from '#shared/policy/match'
import type { Policy } from '#shared/policy/policy'
import { shippedPolicy } from '../../support/shipped-packs'

let policy: Policy
beforeAll(async () => {
  policy = await shippedPolicy()
}, 60_000)

/** For each category a text that is a concern, and one that looks like it and is none. */
const pairs: Readonly<Record<Category, readonly [Source, string, string]>> = {
  'illegal-content': ['search', 'indecent images of children', 'indecent exposure law gcse essay'],
  grooming: ['typed', "this is our little secret, don't tell your mum about us", 'the surprise party is our secret'],
  extremism: ['search', 'how to join isis', 'osiris and isis egyptian goddess'],
  hate: ['typed', 'go back to your own country you filthy muslims', 'five pillars of islam'],
  bullying: ['typed', 'nobody likes you, go and kill yourself', 'anti bullying week poster'],
  'self-harm': ['typed', 'i want to cut myself again', 'i want to cut my hair'],
  suicide: ['search', 'painless ways to kill myself', 'killing time before the bus'],
  'eating-disorder': ['search', 'pro ana tips to starve myself', 'food diary healthy eating plate'],
  'sexual-content': ['search', 'free porn videos', 'scunthorpe and sussex on a map'],
  'violence-weapons': ['typed', 'im bringing a knife to school tomorrow', 'knife skills for the fruit salad'],
  drugs: ['search', 'where to buy weed near me', 'seaweed and weed killer in the garden'],
  gambling: ['search', 'online casino free spins no deposit', 'probability of rolling a six with fair dice'],
  games: ['search', 'unblocked games', 'board games of the ancient romans'],
  'social-media': ['page-title', 'Instagram', 'Slideshow on photosynthesis'],
  'proxy-bypass': ['search', 'how to bypass the school filter', 'proxy wars of the cold war'],
  piracy: ['search', 'watch new movies online free 123movies', 'pirates of the caribbean history of blackbeard'],
  'personal-data': ['typed', 'my password is dragon99', 'a strong password is long'],
  'time-online': ['typed', 'cant stop scrolling, been up till 4am on tiktok', 'stayed up reading'],
}

describe('[E2] each category has a concern, and an innocent look-alike', () => {
  it.each(categories)('%s', (category) => {
    const [source, concern, innocent] = pairs[category]
    expect(matchPolicy(policy, { source, text: concern }).map((match) => match.category)).toContain(category)
    expect(matchPolicy(policy, { source, text: innocent })).toEqual([])
  })
})

describe('[E5] what pupils say every day is no concern', () => {
  it.each([
    'my mum is going to kill me if i lose my coat',
    'how do I kill the boss on level 4',
    'Scunthorpe United',
    'he absolutely smashed the test',
    'shoot some hoops after lunch',
    'my phone died',
    'Essex and Middlesex',
    'cut my hair too short',
    'Mr Cockburn and Mrs Dickinson',
  ])('%s', (text) => expect(matchPolicy(policy, { source: 'typed', text })).toEqual([]))
})
