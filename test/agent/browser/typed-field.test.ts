import { expect, test } from 'vitest'
import { type FieldFacts, isReadable, isWords } from '../../../agent/browser/extension/typed-field'

const field: FieldFacts = {
  kind: 'text',
  autocomplete: '',
  inputMode: '',
  words: 'message',
  maxLength: -1,
  wasPassword: false,
  signsIn: false,
}

test.each<Partial<FieldFacts>>([
  {},
  { kind: 'search', words: 'q Search the web' },
  { kind: 'textarea', words: 'comment', maxLength: 500 },
  { kind: 'editable', words: 'Type a message' },
  { words: 'opinion' },
  { words: 'spinnerText' },
  { words: 'shopping_list' },
  { words: 'What happened next?' },
])('[BC6] %o is read', (facts) => {
  expect(isReadable({ ...field, ...facts })).toBe(true)
})

test.each<Partial<FieldFacts>>([
  { kind: 'password' },
  { kind: 'email' },
  { kind: 'tel' },
  { kind: 'number' },
  { kind: 'hidden' },
  { wasPassword: true },
  { signsIn: true },
  { autocomplete: 'cc-number' },
  { autocomplete: 'section-pay billing cc-csc' },
  { autocomplete: 'One-Time-Code' },
  { autocomplete: 'new-password' },
  { words: 'Password' },
  { words: 'userPassword' },
  { words: 'Your PIN' },
  { words: 'pin_code' },
  { words: 'user_pin' },
  { words: 'newPin' },
  { words: 'cardPIN' },
  { words: 'bankCardNumber' },
  { words: 'Rhowch eich cyfrinair' },
  { words: 'otp' },
  { words: 'Card number' },
  { words: 'CVV' },
  { words: 'sort-code' },
  { words: 'Security code from your app' },
  { inputMode: 'numeric' },
  { maxLength: 6 },
])('[BC6] %o is never read', (facts) => {
  expect(isReadable({ ...field, ...facts })).toBe(false)
})

test('[BC6] numbers are nobody s words', () => {
  expect(['4111 1111 1111 1111', '', '12.5', 'ychydig', '2 cats'].map(isWords)).toEqual([false, false, false, true, true])
})
