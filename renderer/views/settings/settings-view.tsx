import { Button, NumberInput, Skeleton, Switch, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestLeaseMinutes } from '#shared/model/lease'
import {
  defaultSchoolSettings,
  keptDays,
  keptIncidentDays,
  type SchoolSettings,
  schoolSettingsSchema,
  shortestLongestLeaseMinutes,
} from '#shared/model/school-settings'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { MailPanel } from '../mail/mail-dialog'
import { HubChoiceCard } from '../hub-choice/hub-choice-card'
import { ProgramFoldersPanel } from '../applications/program-folders-panel'
import { PrivacyPanel } from '../privacy/privacy-panel'
import { BackupPanel } from '../backup/backup-panel'
import view from '../view.module.css'
import { HubHealth } from './hub-health'
import { SettingSearch } from './setting-search'

const nothing = {}

/** Folders of programs have a panel of their own. */
const formSchema = schoolSettingsSchema.omit({ programFolders: true })
type FormSettings = Omit<SchoolSettings, 'programFolders'>
const switches = ['secondFactorRequired', 'announced'] as const
type SwitchName = (typeof switches)[number]
type Name = Exclude<keyof FormSettings, SwitchName>
type Typed = Readonly<Record<Name, number | string>> & Pick<SchoolSettings, SwitchName>

const bounds: Readonly<Record<Name, { readonly least: number; readonly most: number; readonly wrong: 'minutesWrong' | 'daysWrong' }>> = {
  longestLeaseMinutes: { least: shortestLongestLeaseMinutes, most: longestLeaseMinutes, wrong: 'minutesWrong' },
  usageDays: { ...keptDays, wrong: 'daysWrong' },
  flagDays: { ...keptDays, wrong: 'daysWrong' },
  breachDays: { ...keptDays, wrong: 'daysWrong' },
  falsePositiveDays: { ...keptDays, wrong: 'daysWrong' },
  pictureDays: { ...keptDays, wrong: 'daysWrong' },
  incidentDays: { ...keptIncidentDays, wrong: 'daysWrong' },
}
const names = [
  'longestLeaseMinutes',
  'usageDays',
  'flagDays',
  'breachDays',
  'falsePositiveDays',
  'pictureDays',
  'incidentDays',
] as const satisfies readonly Name[]

const SettingsForm = ({ settings }: { readonly settings: FormSettings }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('setting:write')
  const [typed, setTyped] = useState<Typed>(settings)
  const [saved, setSaved] = useState(settings)
  const wish = formSchema.safeParse(typed)
  const changed = [...switches, ...names].some((name) => typed[name] !== saved[name])
  const save = async (): Promise<void> => {
    if (wish.success && (await run(wish.data)) !== undefined) setSaved(wish.data)
  }
  return (
    <form
      className={view['card']}
      id="setting-school"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {names.map((name) => {
        const { least, most, wrong } = bounds[name]
        return (
          <NumberInput
            key={name}
            label={t(`settings.${name}`)}
            description={`${t(`settings.${name}Hint`)} ${t('settings.default', { value: defaultSchoolSettings[name] })}`}
            error={schoolSettingsSchema.shape[name].safeParse(typed[name]).success ? null : t(`settings.${wrong}`, { least, most })}
            value={typed[name]}
            onChange={(value) => {
              setTyped((before) => ({ ...before, [name]: value }))
            }}
            min={least}
            max={most}
            clampBehavior="none"
            hideControls
          />
        )
      })}
      {switches.map((name) => (
        <Switch
          key={name}
          label={t(`settings.${name}`)}
          description={`${t(`settings.${name}Hint`)} ${t('settings.defaultOn')}`}
          checked={typed[name]}
          onChange={({ currentTarget: { checked } }) => {
            setTyped((before) => ({ ...before, [name]: checked }))
          }}
        />
      ))}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button type="submit" loading={busy} disabled={!linked || !wish.success || !changed}>
          {t('settings.save')}
        </Button>{' '}
        <Button
          variant="default"
          disabled={names.every((name) => typed[name] === defaultSchoolSettings[name])}
          onClick={() => {
            setTyped(({ secondFactorRequired, announced }) => ({ ...defaultSchoolSettings, secondFactorRequired, announced }))
          }}
        >
          {t('settings.reset')}
        </Button>
        <span role="status"> {changed ? '' : t('settings.inForce')}</span>
      </div>
    </form>
  )
}

/** What the school sets for every room. */
export const SettingsView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('setting:read', nothing)
  return (
    <section className={view['view']}>
      <Title order={1} size="h3">
        {t('view.settings')}
      </Title>
      <SettingSearch role={staff.role} />
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'loading' && <Skeleton height={140} width={560} />}
      {loaded.kind === 'ready' && <SettingsForm settings={loaded.value} />}
      {loaded.kind === 'ready' && (
        <div id="setting-folders">
          <ProgramFoldersPanel folders={loaded.value.programFolders} />
        </div>
      )}
      <BackupPanel />
      <HubHealth />
      <section className={view['card']} id="setting-mail" aria-label={t('mail.title')}>
        <Title order={2} size="h4">
          {t('mail.title')}
        </Title>
        <MailPanel />
      </section>
      <section className={view['card']} id="setting-privacy" aria-label={t('privacy.title')}>
        <PrivacyPanel role={staff.role} />
      </section>
      <div id="setting-hub">
        <HubChoiceCard />
      </div>
    </section>
  )
}
