import type { Category } from './categories'

/** A category as people read it, in e-mails and papers. */
export const categoryWords: Readonly<Record<Category, string>> = {
  'illegal-content': 'Illegal content',
  grooming: 'Grooming',
  extremism: 'Extremism',
  hate: 'Hate',
  bullying: 'Bullying',
  'self-harm': 'Self-harm',
  suicide: 'Suicide',
  'eating-disorder': 'Eating disorder',
  'sexual-content': 'Sexual content',
  'violence-weapons': 'Violence and weapons',
  drugs: 'Drugs',
  gambling: 'Gambling',
  games: 'Games',
  'social-media': 'Social media',
  'proxy-bypass': 'Getting round the filter',
  piracy: 'Piracy',
  'personal-data': 'Personal data',
  'time-online': 'Time online',
}
