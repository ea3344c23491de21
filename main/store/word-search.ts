import { type RawBuilder, sql } from 'kysely'
import { searchTerms } from '#shared/model/search'

/** Tables of FTS5 (https://sqlite.org/fts5.html): words by number, without the text itself. */
export type WordTable = 'breachWords' | 'incidentWords'

/** The numbers whose words fit a search; null where the search holds no word at all, which nothing fits. */
export const numbersFitting = (table: WordTable, text: string): RawBuilder<number> | null => {
  const terms = searchTerms(text)
  if (terms.length === 0) return null
  // Quoted, so that nothing in it is read as the syntax of a query.
  const query = terms.map((term) => `"${term.replaceAll('"', '""')}"*`).join(' ')
  return sql<number>`select rowid from ${sql.table(table)} where ${sql.ref(table)} match ${query}`
}

/** Puts the words of a number in place of those before. */
export const putWords = (table: WordTable, number: number, words: string): readonly RawBuilder<unknown>[] => [
  removeWords(table, [number]),
  sql`insert into ${sql.table(table)} (rowid, "words") values (${number}, ${words})`,
]

export const removeWords = (table: WordTable, numbers: readonly number[]): RawBuilder<unknown> =>
  sql`delete from ${sql.table(table)} where rowid in (select value from json_each(${JSON.stringify(numbers)}))`
