import { Skeleton, Tabs, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import view from '../view.module.css'
import { Register } from './register'
import { Texts } from './texts'

const nothing = {}

/** What pupils are asked to agree to when they sign in, and who has. */
export const AgreementsView = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('agreement:read', nothing)
  const asked = loaded.kind === 'ready' ? loaded.value.set.texts.length : 0
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.agreements')}>
      <div>
        <Title order={1} size="h3">
          {t('view.agreements')}
        </Title>
        {loaded.kind === 'ready' && (
          <Text size="sm" c="dimmed">
            {asked === 0 ? t('agreements.off') : t('agreements.on', { count: asked })}
          </Text>
        )}
      </div>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={320} />}
      {loaded.kind === 'ready' && (
        <Tabs defaultValue={asked === 0 ? 'texts' : 'register'} keepMounted={false}>
          <Tabs.List mb="md">
            <Tabs.Tab value="register">{t('agreements.tab.register')}</Tabs.Tab>
            <Tabs.Tab value="texts">{t('agreements.tab.texts')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="register">
            <Register />
          </Tabs.Panel>
          <Tabs.Panel value="texts">
            <Texts versions={loaded.value.versions} onChanged={() => void reload()} />
          </Tabs.Panel>
        </Tabs>
      )}
    </section>
  )
}
