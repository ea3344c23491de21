import { Skeleton, Tabs, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PackEntry } from '#shared/model/policy-view'
import type { PupilRecord } from '#shared/model/pupil-record'
import type { Staff } from '#shared/model/staff'
import type { ConsoleOrders } from '#shared/protocol/console-hub'
import type { Reply } from '#shared/protocol/table'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { mayCall } from '../../state/views'
import { PrivacyPanel } from '../privacy/privacy-panel'
import view from '../view.module.css'
import { Acts } from './acts'
import { Applies } from './applies'
import { ChangeLog } from './change-log'
import { LimitDialog } from './limit-dialog'
import { PackList } from './pack-list'
import { Phrases } from './phrases'
import { PolicyOptions } from './policy-options'

const nothing = {}

interface PoliciesProps {
  readonly staff: Staff
  readonly policies: Reply<ConsoleOrders, 'policy:read'>
  readonly roster: readonly PupilRecord[]
  readonly onChanged: () => void
}

const Policies = ({ staff, policies: { set, packs, waiting }, roster, onChanged }: PoliciesProps) => {
  const { t } = useTranslation()
  const [changing, setChanging] = useState<PackEntry | null>(null)
  const mayChange = mayCall(staff.role, 'policy:propose')
  const groups = [...new Set(roster.flatMap((pupil) => pupil.groups))].sort((a, b) => a.localeCompare(b))
  return (
    <>
      <Tabs defaultValue={waiting > 0 && !mayChange ? 'log' : 'packs'} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="packs">{t('policies.tab.packs')}</Tabs.Tab>
          <Tabs.Tab value="phrases">{t('policies.tab.phrases')}</Tabs.Tab>
          <Tabs.Tab value="acts">{t('policies.tab.acts')}</Tabs.Tab>
          <Tabs.Tab value="applies">{t('policies.tab.applies')}</Tabs.Tab>
          <Tabs.Tab value="log">{waiting === 0 ? t('policies.tab.log') : t('policies.tab.logWaiting', { count: waiting })}</Tabs.Tab>
          <Tabs.Tab value="privacy">{t('privacy.title')}</Tabs.Tab>
          <Tabs.Tab value="options">{t('policies.tab.options')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="packs">
          <PackList packs={packs} set={set} onChange={mayChange ? setChanging : null} />
        </Tabs.Panel>
        <Tabs.Panel value="phrases">
          <Phrases packs={packs} set={set} groups={groups} mayChange={mayChange} onChanged={onChanged} />
        </Tabs.Panel>
        <Tabs.Panel value="acts">
          <Acts packs={packs} set={set} groups={groups} mayChange={mayChange} onChanged={onChanged} />
        </Tabs.Panel>
        <Tabs.Panel value="applies">
          <Applies roster={roster} />
        </Tabs.Panel>
        <Tabs.Panel value="log">
          <ChangeLog packs={packs} staff={staff} onDecided={onChanged} />
        </Tabs.Panel>
        <Tabs.Panel value="privacy">
          <PrivacyPanel role={staff.role} />
        </Tabs.Panel>
        <Tabs.Panel value="options">
          <PolicyOptions key={set.policyId} set={set} mayChange={mayChange} onChanged={onChanged} />
        </Tabs.Panel>
      </Tabs>
      {changing !== null && (
        <LimitDialog
          pack={changing}
          set={set}
          groups={groups}
          onClose={() => {
            setChanging(null)
          }}
          onDone={() => {
            setChanging(null)
            onChanged()
          }}
        />
      )}
    </>
  )
}

/** What is looked for on the pupils' PCs, for whom, and how it came to be so. */
export const PoliciesView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('policy:read', nothing)
  const roster = useAsked('pupil:list', nothing).loaded
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.policies')}>
      <div>
        <Title order={1} size="h3">
          {t('view.policies')}
        </Title>
        {loaded.kind === 'ready' && (
          <Text size="sm" c="dimmed">
            {t('policies.standing', { revision: loaded.value.set.revision, ...loaded.value.pcs })}
          </Text>
        )}
      </div>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={420} />}
      {loaded.kind === 'ready' && (
        <Policies
          staff={staff}
          policies={loaded.value}
          roster={roster.kind === 'ready' ? roster.value : []}
          onChanged={() => void reload()}
        />
      )}
    </section>
  )
}
