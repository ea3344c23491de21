import { Button, NumberInput, Skeleton, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestLeaseMinutes } from '#shared/model/lease'
import { type SchoolSettings, schoolSettingsSchema } from '#shared/model/school-settings'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const nothing = {}

const SettingsForm = ({ settings }: { readonly settings: SchoolSettings }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('setting:write')
  const [minutes, setMinutes] = useState<number | string>(settings.longestLeaseMinutes)
  const [saved, setSaved] = useState(settings.longestLeaseMinutes)
  const wish = schoolSettingsSchema.safeParse({ longestLeaseMinutes: minutes })
  const save = async (): Promise<void> => {
    if (!wish.success) return
    const written = await run(wish.data)
    if (written !== undefined) setSaved(wish.data.longestLeaseMinutes)
  }
  return (
    <form
      className={view['card']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <NumberInput
        label={t('settings.longestLease')}
        description={t('settings.longestLeaseHint')}
        error={wish.success ? null : t('settings.longestLeaseWrong', { most: longestLeaseMinutes })}
        value={minutes}
        onChange={setMinutes}
        min={5}
        max={longestLeaseMinutes}
        clampBehavior="none"
        hideControls
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button type="submit" loading={busy} disabled={!linked || !wish.success || minutes === saved}>
          {t('settings.save')}
        </Button>
        <span role="status"> {minutes === saved ? t('settings.inForce') : ''}</span>
      </div>
    </form>
  )
}

/** What the school sets for every room. */
export const SettingsView = () => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('setting:read', nothing)
  return (
    <section className={view['view']}>
      <Title order={1} size="h3">
        {t('view.settings')}
      </Title>
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={140} width={560} />}
      {loaded.kind === 'ready' && <SettingsForm settings={loaded.value} />}
    </section>
  )
}
