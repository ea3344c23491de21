interface Named {
  readonly userName: string
  readonly displayName: string
}

interface Around {
  /** Whom the letter is about. */
  readonly own: Named
  /** Everybody the school has told of. */
  readonly pupils: readonly Named[]
  /** Accounts of others whose concerns belong to the same incident. */
  readonly near: readonly string[]
}

interface OtherNames {
  /** Full names and accounts of other pupils. */
  readonly certain: readonly string[]
  /** Single words that are part of a name of somebody near, and may mean something else: May, Will. */
  readonly doubtful: readonly string[]
}

/** Words as they sound alike in any case and with or without accents. */
const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

const shortestPart = 3

/** A name in its order, with the surname first, and without what stands in between. */
const phrasesOf = (name: string): string[] => {
  const words = wordsOf(name)
  const [first, last] = [words.at(0), words.at(-1)]
  if (first === undefined || last === undefined || words.length < 2) return []
  return [words.join(' '), [last, ...words.slice(0, -1)].join(' '), `${first} ${last}`, `${last} ${first}`]
}

/** An account that no ordinary word looks like: of several words, or with a digit. */
const isOwnWord = (userName: string): boolean => wordsOf(userName).length > 1 || /\d/u.test(userName)

/** Which other pupils a text names, as the roster has them. */
export const otherNames = (text: string, { own, pupils, near }: Around): OtherNames => {
  const ownPhrases = [...phrasesOf(own.displayName), ...phrasesOf(own.userName)]
  const ownWords = new Set([...wordsOf(own.displayName), ...wordsOf(own.userName)])
  const isOwn = (userName: string): boolean => userName.toLowerCase() === own.userName.toLowerCase()
  let words = ` ${wordsOf(text).join(' ')} `
  // "Aisha Khan" inside "Aisha Khan Ali" is no other child.
  for (const phrase of ownPhrases) words = words.replaceAll(` ${phrase} `, ' | ')
  const stands = (phrase: string): boolean => phrase !== '' && words.includes(` ${phrase} `)

  const certain = new Set<string>()
  for (const { userName, displayName } of pupils) {
    if (isOwn(userName)) continue
    if (phrasesOf(displayName).some((phrase) => !ownPhrases.includes(phrase) && stands(phrase))) certain.add(displayName)
    else if (isOwnWord(userName) && stands(wordsOf(userName).join(' '))) certain.add(userName)
  }
  const roster = new Map(pupils.map(({ userName, displayName }) => [userName.toLowerCase(), displayName]))
  const doubtful = new Set<string>()
  for (const userName of near) {
    if (isOwn(userName)) continue
    for (const word of [...wordsOf(roster.get(userName.toLowerCase()) ?? ''), ...wordsOf(userName)]) {
      if (word.length >= shortestPart && !ownWords.has(word) && stands(word)) doubtful.add(word)
    }
  }
  return { certain: [...certain], doubtful: [...doubtful] }
}
