/** Verbs and nouns of English whose forms no rule makes; each line holds all forms of one word. */
const irregular = `
be am is are was were been being
have has had having
do does did done doing
go goes went gone going
get gets got gotten getting gettin
take takes took taken taking takin
give gives gave given giving givin
make makes made making makin
buy buys bought buying buyin
sell sells sold selling sellin
steal steals stole stolen stealing
send sends sent sending
meet meets met meeting
shoot shoots shot shooting shootin shoots
hang hangs hung hanged hanging
die dies died dying dyin
lie lies lied lying
tie ties tied tying
hide hides hid hidden hiding hidin
hit hits hitting hittin
cut cuts cutting cuttin
hurt hurts hurting hurtin
bet bets betting bettin
beat beats beaten beating
bleed bleeds bled bleeding
burn burns burned burnt burning
drink drinks drank drunk drinking drinkin
eat eats ate eaten eating eatin
feel feels felt feeling feelin
find finds found finding
fight fights fought fighting
keep keeps kept keeping
leave leaves left leaving
lose loses lost losing
put puts putting
run runs ran running
say says said saying
see sees saw seen seeing
show shows showed shown showing
sleep sleeps slept sleeping
smoke smokes smoked smoking smokin
speak speaks spoke spoken speaking
spend spends spent spending
stick sticks stuck sticking
strike strikes struck striking
swear swears swore sworn swearing
teach teaches taught teaching
tell tells told telling
think thinks thought thinking
throw throws threw thrown throwing
understand understands understood understanding
wake wakes woke woken waking
wear wears wore worn wearing
win wins won winning
write writes wrote written writing
starve starves starved starving
drown drowns drowned drowning
knife knives knifed
wife wives
life lives
man men
woman women
child children
person people
body bodies
foot feet
`

const irregularForms = new Map<string, readonly string[]>()
for (const line of irregular.trim().split('\n')) {
  const forms = line.split(' ')
  const [base] = forms
  if (base !== undefined) irregularForms.set(base, forms)
}

const isVowel = (letter: string | undefined): boolean => letter !== undefined && 'aeiou'.includes(letter)

/** A short word whose last consonant is doubled: stab, stabbing. */
const doubles = (word: string): boolean => {
  const [third, second, last] = word.slice(-3)
  return word.length <= 5 && !isVowel(third) && isVowel(second) && !isVowel(last) && last !== undefined && !'wxy'.includes(last)
}

/** The forms of an English word as pupils write them; some are no words, and then nobody writes them. */
export function inflectEnglish(word: string): readonly string[] {
  const known = irregularForms.get(word)
  if (known !== undefined) return known
  if (word.length < 3 || !/^[a-z]+$/u.test(word)) return [word]
  const forms = [word, `${word}s`]
  if (/(?:s|x|z|ch|sh|o)$/u.test(word)) forms.push(`${word}es`)
  if (/[^aeiou]y$/u.test(word)) forms.push(`${word.slice(0, -1)}ies`, `${word.slice(0, -1)}ied`)
  if (word.endsWith('e')) {
    const stem = word.slice(0, -1)
    forms.push(`${stem}ed`, `${stem}ing`, `${stem}in`)
  } else {
    forms.push(`${word}ed`, `${word}ing`, `${word}in`)
  }
  if (doubles(word)) {
    const doubled = word + word.slice(-1)
    forms.push(`${doubled}ed`, `${doubled}ing`, `${doubled}in`)
  }
  return forms
}

/** First consonants of Welsh and what they become: soft, nasal and aspirate mutation. The longer spelling stands first. */
const mutations: readonly (readonly [string, readonly string[]])[] = [
  ['ll', ['l']],
  ['rh', ['r']],
  ['ch', []],
  ['th', []],
  ['ph', []],
  ['dd', []],
  ['ff', []],
  ['c', ['g', 'ngh', 'ch']],
  ['p', ['b', 'mh', 'ph']],
  ['t', ['d', 'nh', 'th']],
  ['g', ['', 'ng']],
  ['b', ['f', 'm']],
  ['d', ['dd', 'n']],
  ['m', ['f']],
]

/** A Welsh word with its mutated beginnings; endings are written out in the packs. */
export function mutateWelsh(word: string): readonly string[] {
  if (word.length < 4) return [word]
  for (const [first, becomes] of mutations) {
    if (word.startsWith(first)) return [word, ...becomes.map((start) => start + word.slice(first.length))]
  }
  return /^[aeiouwy]/u.test(word) ? [word, `h${word}`] : [word]
}
