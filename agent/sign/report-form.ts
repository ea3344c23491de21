import { longestReport } from '#shared/model/pupil-report'
import words from '../../assets/locales/pupil-report-en.json'
import type { OwnReport, ReportFailure, WrittenReport } from '../reports/pupil-reports'
import { escape, fill } from './markup'

/** What the page knows of whoever writes. */
export interface ReportState {
  /** Where the form goes. */
  readonly action: string
  readonly guest: boolean
  /** Browsers on this PC tell which page is open, so that no picture is taken of this one. */
  readonly unseen: boolean
  readonly own: readonly OwnReport[]
  readonly news: 'sent' | null
  /** A form that was not taken, as it was filled in, and why. */
  readonly refused: { readonly why: ReportFailure; readonly written: WrittenReport } | null
}

/** [PU2] The form, what became of earlier reports, and whom to call. Without a state: how to get there, and whom to call. */
export function renderReport(state: ReportState | null): string {
  const help = `<section class="help" aria-labelledby="help"><h2 id="help">${escape(words.help.heading)}</h2>
<p><strong>${escape(words.help.danger)}</strong></p>
<ul>${words.help.lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul></section>`
  if (state === null)
    return `${help}\n<section aria-labelledby="tell"><h2 id="tell">${escape(words.heading)}</h2><p>${escape(words.bySign)}</p></section>`
  return [help, renderOwn(state.own), renderForm(state)].join('\n')
}

function renderForm({ action, guest, unseen, news, refused }: ReportState): string {
  const written = refused?.written ?? { about: 'self', confidential: false, text: '' }
  const choice = (name: string, value: string, label: string, hint: string, checked: boolean): string => {
    const id = `${name}-${value}`
    return `<div class="choice"><input type="radio" name="${name}" id="${id}" value="${value}"${checked ? ' checked' : ''}${
      hint === '' ? '' : ` aria-describedby="${id}-hint"`
    }>
<label for="${id}">${escape(label)}</label>${hint === '' ? '' : `<p class="hint" id="${id}-hint">${escape(hint)}</p>`}</div>`
  }
  const { about, name } = words.form
  return `<section id="report" aria-labelledby="tell"><h2 id="tell">${escape(words.heading)}</h2>
${news === 'sent' ? `<p role="status" class="sent">${escape(words.sent)}</p>` : ''}
${refused === null ? '' : `<p role="alert" class="refused" id="refused">${escape(fill(words.refused[refused.why], { most: String(longestReport) }))}</p>`}
<p>${escape(words.who)}</p>
<p>${escape(unseen ? words.unseen : words.seen)}</p>
<form method="post" action="${escape(action)}" accept-charset="utf-8">
<label for="text">${escape(words.form.text)}</label>
<textarea id="text" name="text" rows="7" maxlength="${longestReport}" required${refused?.why === 'unclear' ? ' aria-invalid="true" aria-describedby="refused"' : ''}>
${escape(written.text)}</textarea>
<fieldset><legend>${escape(about.legend)}</legend>
${choice('about', 'self', about.self, '', written.about === 'self')}
${choice('about', 'other', about.other, '', written.about === 'other')}
</fieldset>
${
  guest
    ? `<p>${escape(name.guest)}</p>`
    : `<fieldset><legend>${escape(name.legend)}</legend>
${choice('name', 'named', name.named, name.namedHint, !written.confidential)}
${choice('name', 'sealed', name.sealed, name.sealedHint, written.confidential)}
</fieldset>`
}
<button type="submit">${escape(words.form.send)}</button>
</form></section>`
}

function renderOwn(own: readonly OwnReport[]): string {
  if (own.length === 0) return ''
  const items = own.map(({ at, state, replies }) => {
    const said = replies.map(
      (reply) => `<blockquote><p>${escape(reply.text).replace(/\r?\n/gu, '<br>')}</p>
<footer>${escape(fill(words.own.by, { who: reply.by, when: dateTime(reply.at) }))}</footer></blockquote>`,
    )
    return `<li><p>${escape(fill(words.own.told, { when: dateTime(at) }))} ${escape(words.own.state[state])}</p>${said.join('')}</li>`
  })
  return `<section aria-labelledby="own"><h2 id="own">${escape(words.own.heading)}</h2><ol>${items.join('\n')}</ol></section>`
}

const dateTime = (at: number): string =>
  new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }).format(at)
