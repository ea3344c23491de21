import { Button, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconMinus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HubCheck } from '#shared/model/hub-check'
import { FailureNote } from '../../components/failure-note'
import { ListTable } from '../../components/list-table'
import { useAsked } from '../../components/use-asked'
import view from '../view.module.css'

const nothing = {}
const icons: Readonly<Record<HubCheck['state'], typeof IconMinus>> = {
  good: IconCircleCheck,
  warning: IconAlertTriangle,
  bad: IconCircleX,
  skipped: IconMinus,
}
/** What somebody has to act on comes first. */
const order: readonly HubCheck['state'][] = ['bad', 'warning', 'skipped', 'good']

/** [HD2] What the running hub finds when it looks at itself. */
export const HubHealth = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('hub:examine', nothing)
  const checks = loaded.kind === 'ready' ? [...loaded.value].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state)) : []
  const toDo = checks.filter(({ state }) => state === 'bad' || state === 'warning').length
  return (
    <section className={view['card']} id="setting-health" aria-label={t('health.title')}>
      <Title order={2} size="h4">
        {t('health.title')}
      </Title>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={160} />}
      {loaded.kind === 'ready' && (
        <>
          <Text size="sm" role="status">
            {toDo === 0 ? t('health.allWell') : t('health.toDo', { count: toDo })}
          </Text>
          <ListTable columns={[t('health.state'), t('health.what'), t('health.found')]}>
            {checks.map(({ check, state, detail }) => {
              const Icon = icons[state]
              return (
                <Table.Tr key={`${check} ${detail}`}>
                  <Table.Td>
                    <span className={view['withIcon']}>
                      <Icon size={18} stroke={1.75} aria-hidden="true" />
                      {t(`health.states.${state}`)}
                    </span>
                  </Table.Td>
                  <Table.Td>{t(`health.checks.${check}`)}</Table.Td>
                  <Table.Td>{detail}</Table.Td>
                </Table.Tr>
              )
            })}
          </ListTable>
          <div>
            <Button variant="default" onClick={() => void reload()}>
              {t('health.again')}
            </Button>
          </div>
        </>
      )}
    </section>
  )
}
