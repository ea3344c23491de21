import { Button, Group, Skeleton, Stack, Table, Text, TextInput, Title } from '@mantine/core'
import { IconArrowBackUp, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PrivacyList } from '#shared/model/privacy-list'
import type { Staff } from '#shared/model/staff'
import shipped from '../../../assets/privacy/sites.json'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import classes from './privacy.module.css'

const nothing = {}

type Which = keyof PrivacyList
const always: Readonly<Record<Which, readonly string[]>> = {
  helplines: shipped.helplines,
  sites: [...shipped.health, ...shipped.banking].sort(),
}

interface SectionProps {
  readonly which: Which
  readonly added: readonly string[]
  readonly mayChange: boolean
  readonly busy: boolean
  /** True once the hub has it. */
  readonly onAdd: (site: string) => Promise<boolean>
  readonly onRemove: (site: string) => void
}

const PrivateSites = ({ which, added, mayChange, busy, onAdd, onRemove }: SectionProps) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const add = async (): Promise<void> => {
    if (await onAdd(typed)) setTyped('')
  }
  return (
    <section aria-label={t(`privacy.${which}`)}>
      <Title order={3} size="h5">
        {t(`privacy.${which}`)}
      </Title>
      <Text size="sm" c="dimmed" mb={8}>
        {t(`privacy.${which}Hint`)}
      </Text>
      {added.length === 0 ? (
        <Text size="sm">{t('privacy.noneAdded')}</Text>
      ) : (
        <ListTable columns={[t('privacy.added')]} actions>
          {added.map((site) => (
            <Table.Tr key={site}>
              <Table.Td>{site}</Table.Td>
              <Table.Td>
                {mayChange && (
                  <Button
                    size="compact-sm"
                    variant="default"
                    disabled={busy}
                    aria-label={t('privacy.removeNamed', { site })}
                    onClick={() => {
                      onRemove(site)
                    }}
                  >
                    {t('privacy.remove')}
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </ListTable>
      )}
      {mayChange && (
        <form
          className={classes['add']}
          onSubmit={(event) => {
            event.preventDefault()
            void add()
          }}
        >
          <TextInput
            label={t(`privacy.add_${which}`)}
            placeholder={t('privacy.placeholder')}
            value={typed}
            maxLength={300}
            onChange={(event) => {
              setTyped(event.currentTarget.value)
            }}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden="true" />}
            disabled={busy || typed.trim() === ''}
            aria-label={t(`privacy.addTo_${which}`)}
          >
            {t('privacy.add')}
          </Button>
        </form>
      )}
      <details className={classes['shipped']}>
        <summary>{t(`privacy.shipped_${which}`, { count: always[which].length })}</summary>
        <p>{always[which].join(', ')}</p>
      </details>
    </section>
  )
}

/** [BR10] Sites of which nothing but the name is told: what ships, and what the school adds to it. */
export const PrivacyPanel = ({ role }: { readonly role: Staff['role'] }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { loaded, reload } = useAsked('privacy:read', nothing)
  const { busy, failure, run } = useDeed('privacy:write')
  const [removed, setRemoved] = useState<{ readonly which: Which; readonly site: string } | null>(null)
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  if (loaded.kind === 'loading') return <Skeleton height={240} />
  const list = loaded.value
  const write = async (which: Which, sites: readonly string[]): Promise<boolean> => {
    const done = await run({ ...list, [which]: sites })
    if (done === undefined) return false
    await reload()
    return true
  }
  const add = async (which: Which, site: string): Promise<boolean> => {
    const done = await write(which, [...list[which], site])
    if (done) setRemoved(null)
    return done
  }
  const remove = async (which: Which, site: string): Promise<void> => {
    const others = list[which].filter((one) => one !== site)
    if (await write(which, others)) setRemoved({ which, site })
  }
  const mayChange = mayCall(role, 'privacy:write')
  return (
    <Stack gap="lg">
      <div>
        <Title order={2} size="h4">
          {t('privacy.title')}
        </Title>
        <Text size="sm">{t('privacy.intro')}</Text>
      </div>
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div role="status">
        {removed !== null && (
          <Group gap="sm">
            <Text size="sm">{t('privacy.removed', { site: removed.site })}</Text>
            <Button
              size="compact-sm"
              variant="default"
              leftSection={<IconArrowBackUp size={16} aria-hidden="true" />}
              disabled={busy || !linked}
              onClick={() => void add(removed.which, removed.site)}
            >
              {t('privacy.undo')}
            </Button>
          </Group>
        )}
      </div>
      {(['helplines', 'sites'] as const).map((which) => (
        <PrivateSites
          key={which}
          which={which}
          added={list[which]}
          mayChange={mayChange}
          busy={busy || !linked}
          onAdd={(site) => add(which, site)}
          onRemove={(site) => void remove(which, site)}
        />
      ))}
    </Stack>
  )
}
