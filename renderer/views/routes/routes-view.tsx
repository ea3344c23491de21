import { Button, Checkbox, Group, MultiSelect, Skeleton, Table, Tabs, Text, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PersonKind, personKinds, type RouteBook, routeBookSchema, routeColumns, type RouteRow } from '#shared/model/route'
import type { Role } from '#shared/model/staff'
import { categories, categorySchema } from '#shared/policy/categories'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import own from '../incidents/incidents.module.css'
import { LetterTemplates } from '../letters/letter-templates'
import view from '../view.module.css'

const nothing = {}

interface MatrixProps {
  readonly who: PersonKind
  readonly rows: readonly RouteRow[]
  readonly mayWrite: boolean
  readonly onChange: (rows: readonly RouteRow[]) => void
}

const Matrix = ({ who, rows, mayWrite, onChange }: MatrixProps) => {
  const { t } = useTranslation()
  const change = (rowId: string, part: Partial<RouteRow>): void => {
    onChange(rows.map((row) => (row.rowId === rowId ? { ...row, ...part } : row)))
  }
  return (
    <div className={own['matrix']} role="region" aria-label={t(`routes.${who}`)} tabIndex={0}>
      <Table verticalSpacing={4} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th miw={200}>{t('routes.row')}</Table.Th>
            {routeColumns[who].map((action) => (
              <Table.Th key={action} fz="xs" lh={1.25}>
                {t(`routeAction.${action}`)}
              </Table.Th>
            ))}
            <Table.Th miw={150}>{t('routes.proposes')}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t('common.actions')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ rowId, title, actions, categories: proposes, continued }, index) => (
            <Table.Tr key={rowId}>
              <Table.Td>
                {mayWrite ? (
                  <Textarea
                    size="xs"
                    autosize
                    aria-label={t('routes.titleOf', { number: index + 1 })}
                    maxLength={200}
                    value={title}
                    onChange={({ currentTarget: { value } }) => {
                      change(rowId, { title: value.replace(/\n/gu, ' ') })
                    }}
                  />
                ) : (
                  title
                )}
                {continued && (
                  <Text size="xs" c="dimmed">
                    {t('routes.continued')}
                  </Text>
                )}
              </Table.Td>
              {routeColumns[who].map((action) => (
                <Table.Td key={action}>
                  <Checkbox
                    aria-label={t('routes.ticks', { row: title, action: t(`routeAction.${action}`) })}
                    disabled={!mayWrite}
                    checked={actions.includes(action)}
                    onChange={({ currentTarget: { checked } }) => {
                      change(rowId, { actions: checked ? [...actions, action] : actions.filter((one) => one !== action) })
                    }}
                  />
                </Table.Td>
              ))}
              <Table.Td>
                {mayWrite ? (
                  <MultiSelect
                    size="xs"
                    aria-label={t('routes.proposesOf', { row: title })}
                    comboboxProps={{ transitionProps: { duration: 100 } }}
                    data={categories.map((value) => ({ value, label: t(`category.${value}`) }))}
                    value={proposes}
                    onChange={(values) => {
                      change(rowId, { categories: values.map((value) => categorySchema.parse(value)) })
                    }}
                  />
                ) : (
                  proposes.map((category) => t(`category.${category}`)).join(', ')
                )}
              </Table.Td>
              <Table.Td>
                {mayWrite && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('routes.removeRow', { number: index + 1 })}
                    onClick={() => {
                      onChange(rows.filter((row) => row.rowId !== rowId))
                    }}
                  >
                    ×
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {mayWrite && (
        <Button
          mt="xs"
          size="xs"
          variant="default"
          onClick={() => {
            onChange([...rows, { rowId: crypto.randomUUID(), title: t('routes.newRow'), actions: [], categories: [], continued: false }])
          }}
        >
          {t('routes.addRow')}
        </Button>
      )}
    </div>
  )
}

interface OthersProps {
  readonly book: RouteBook
  readonly mayWrite: boolean
  readonly onChange: (part: Partial<RouteBook>) => void
}

/** Sites of coursework, and whom to call. */
const Others = ({ book: { coursework, contacts }, mayWrite, onChange }: OthersProps) => {
  const { t } = useTranslation()
  const fields = ['name', 'reach', 'when'] as const
  const labels = { name: t('routes.contactName'), reach: t('routes.contactReach'), when: t('routes.contactWhen') }
  return (
    <div className={own['stack']}>
      <Textarea
        label={t('routes.coursework')}
        description={t('routes.courseworkHint')}
        autosize
        minRows={2}
        readOnly={!mayWrite}
        value={coursework.join('\n')}
        onChange={({ currentTarget: { value } }) => {
          onChange({ coursework: value === '' ? [] : value.split('\n') })
        }}
      />
      <Title order={2} size="h5">
        {t('routes.contacts')}
      </Title>
      <Text size="sm">{t('routes.contactsHint')}</Text>
      <Table verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            {fields.map((field) => (
              <Table.Th key={field}>{labels[field]}</Table.Th>
            ))}
            <Table.Th>
              <span className="visually-hidden">{t('common.actions')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {contacts.map((contact, index) => (
            // A contact has no name that lasts while it is typed.
            <Table.Tr key={`contact ${index}`}>
              {fields.map((field) => (
                <Table.Td key={field}>
                  <Textarea
                    size="xs"
                    autosize
                    aria-label={`${labels[field]} ${index + 1}`}
                    readOnly={!mayWrite}
                    maxLength={field === 'name' ? 120 : field === 'reach' ? 200 : 400}
                    value={contact[field]}
                    onChange={({ currentTarget: { value } }) => {
                      onChange({ contacts: contacts.map((one, at) => (at === index ? { ...one, [field]: value } : one)) })
                    }}
                  />
                </Table.Td>
              ))}
              <Table.Td>
                {mayWrite && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={t('routes.removeContact', { number: index + 1 })}
                    onClick={() => {
                      onChange({ contacts: contacts.filter((_one, at) => at !== index) })
                    }}
                  >
                    ×
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {mayWrite && (
        <div>
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              onChange({ contacts: [...contacts, { name: '', reach: '', when: '' }] })
            }}
          >
            {t('routes.addContact')}
          </Button>
        </div>
      )}
    </div>
  )
}

interface BookProps {
  readonly kept: RouteBook
  readonly mayWrite: boolean
  readonly onSaved: () => Promise<void>
}

const Book = ({ kept, mayWrite, onSaved }: BookProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('route:write')
  const [draft, setDraft] = useState(kept)
  const [saved, setSaved] = useState(false)
  const change = (part: Partial<RouteBook>): void => {
    setSaved(false)
    setDraft((before) => ({ ...before, ...part }))
  }
  const tidy = { ...draft, coursework: draft.coursework.map((site) => site.trim()).filter((site) => site !== '') }
  const save = async (): Promise<void> => {
    if ((await run(tidy)) === undefined) return
    setSaved(true)
    await onSaved()
  }
  return (
    <>
      <Tabs defaultValue="pupil" keepMounted={false}>
        <Tabs.List>
          {[...personKinds, 'others' as const].map((tab) => (
            <Tabs.Tab key={tab} value={tab}>
              {t(`routes.${tab}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {personKinds.map((who) => (
          <Tabs.Panel key={who} value={who} pt="sm">
            <Matrix
              who={who}
              rows={draft[who]}
              mayWrite={mayWrite}
              onChange={(rows) => {
                change({ [who]: [...rows] })
              }}
            />
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="others" pt="sm">
          <Others book={draft} mayWrite={mayWrite} onChange={change} />
        </Tabs.Panel>
      </Tabs>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      {mayWrite ? (
        <Group>
          <Button
            loading={busy}
            disabled={!linked || draft === kept || !routeBookSchema.safeParse(tidy).success}
            onClick={() => void save()}
          >
            {t('routes.save')}
          </Button>
          <Button
            variant="default"
            disabled={draft === kept}
            onClick={() => {
              change(kept)
            }}
          >
            {t('routes.undo')}
          </Button>
          {saved && <Text role="status">{t('routes.saved')}</Text>}
        </Group>
      ) : (
        <Text c="dimmed">{t('routes.read')}</Text>
      )}
    </>
  )
}

/** The school's route matrices, the coursework that no sanction closes, and whom to call. */
export const RoutesView = ({ role }: { readonly role: Role }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('route:read', nothing)
  return (
    <section className={view['view']} aria-label={t('view.routes')}>
      <Title order={1} size="h3">
        {t('view.routes')}
      </Title>
      <Text c="dimmed">{t('routes.how')}</Text>
      {loaded.kind === 'loading' && <Skeleton height={240} data-testid="loading" />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && <Book kept={loaded.value} mayWrite={mayCall(role, 'route:write')} onSaved={reload} />}
      <LetterTemplates />
    </section>
  )
}
