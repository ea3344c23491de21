import { longestTypedTold } from '#shared/browser/messages'
import { type FieldFacts, isReadable, isWords } from './typed-field'

/*
 * [BC6] Runs in pages only while the school's policies look at what is typed. Hands the worker what stands in a field once its writer pauses;
 * it goes no further than the agent of this PC.
 */

const pauseMs = 700

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLElement

/** Fields that asked for a password at any time: a page can show one as plain text. */
const passwords = new WeakSet<EventTarget>()
const numbers = new WeakMap<EventTarget, number>()
/** Fields of which something was told: of these it is told as well that they are empty. */
const told = new WeakSet<EventTarget>()
const waiting = new Map<Field, ReturnType<typeof setTimeout>>()
let counted = 0

// A page that was open already can get this script twice.
const mark = 'classwardenTyped'
if (!Reflect.has(globalThis, mark)) {
  Reflect.set(globalThis, mark, true)
  begin()
}

function begin(): void {
  const options = { attributes: true, attributeFilter: ['type'], attributeOldValue: true, subtree: true }
  new MutationObserver((changes) => {
    for (const { target, oldValue } of changes) if (oldValue?.toLowerCase() === 'password') passwords.add(target)
  }).observe(document, options)
  for (const type of ['focusin', 'input', 'change'] as const) document.addEventListener(type, heed, { capture: true, passive: true })
}

function heed(event: Event): void {
  const field = fieldOf(event)
  if (field === null) return
  if (field instanceof HTMLInputElement && field.type === 'password') passwords.add(field)
  // Only a person's own input: what a page fills in is no word of the pupil's.
  else if (event.type === 'input' && event.isTrusted) schedule(field)
}

/** The field an event is about, in whatever shadow tree; of editable text the outermost element. */
function fieldOf(event: Event): Field | null {
  const [target] = event.composedPath()
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return target
  if (!(target instanceof HTMLElement) || !target.isContentEditable) return null
  let outermost = target
  while (outermost.parentElement?.isContentEditable === true) outermost = outermost.parentElement
  return outermost
}

function schedule(field: Field): void {
  clearTimeout(waiting.get(field))
  waiting.set(
    field,
    setTimeout(() => {
      waiting.delete(field)
      tell(field)
    }, pauseMs),
  )
}

function tell(field: Field): void {
  if (!isReadable(factsOf(field))) return
  const text = (('value' in field ? field.value : field.innerText) || '').slice(-longestTypedTold)
  if (isWords(text)) told.add(field)
  else if (!told.delete(field)) return
  let number = numbers.get(field)
  if (number === undefined) numbers.set(field, (number = counted += 1))
  // An extension that was taken away or renewed hears no more of this page.
  void chrome.runtime.sendMessage({ field: number, text: isWords(text) ? text : '' }).catch(() => undefined)
}

function factsOf(field: Field): FieldFacts {
  const isInput = field instanceof HTMLInputElement
  const isArea = field instanceof HTMLTextAreaElement
  const label = isInput || isArea ? Array.from(field.labels ?? [], ({ textContent }) => textContent) : []
  const root = field.getRootNode()
  const ids = field.getAttribute('aria-labelledby')?.split(/\s+/u) ?? []
  const labelledBy = ids.map((id) => (root instanceof ShadowRoot ? root : document).getElementById(id)?.textContent ?? '')
  const attributes = ['name', 'id', 'placeholder', 'aria-label', 'title'].map((name) => field.getAttribute(name) ?? '')
  return {
    kind: isInput ? field.type : isArea ? 'textarea' : 'editable',
    autocomplete: field.getAttribute('autocomplete') ?? '',
    inputMode: field.inputMode,
    words: [...attributes, ...label, ...labelledBy].join(' '),
    maxLength: isInput || isArea ? field.maxLength : -1,
    wasPassword: passwords.has(field),
    signsIn: field.closest('form')?.querySelector('input[type=password], input[autocomplete$=password]') != null,
  }
}
