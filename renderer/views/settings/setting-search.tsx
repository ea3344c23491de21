import { Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '#shared/model/staff'
import { viewRoles } from '../../state/views'
import view from '../view.module.css'
import { findSettings, type SettingName, type SettingPlace, settingPlaces } from './setting-index'

const Found = ({ name, role }: { readonly name: SettingName; readonly role: Role }) => {
  const { t } = useTranslation()
  const place: SettingPlace = settingPlaces[name]
  const title = t(`settingIndex.${name}.title`)
  const hint = t(`settingIndex.${name}.hint`)
  if ('card' in place) {
    return (
      <li>
        <button
          type="button"
          className={view['textButton']}
          onClick={() => {
            const card = document.getElementById(place.card)
            card?.scrollIntoView({ block: 'start' })
            card?.querySelector<HTMLElement>('input, textarea, button')?.focus({ preventScroll: true })
          }}
        >
          {title}
        </button>{' '}
        {hint}
      </li>
    )
  }
  const roles = viewRoles[place.view]
  const where = t(`view.${place.view}`)
  return (
    <li>
      {roles.includes(role) ? <a href={`#/${place.view}`}>{title}</a> : <strong>{title}</strong>} {hint}{' '}
      {roles.includes(role)
        ? t('settingIndex.onPage', { where })
        : t('settingIndex.byRole', { where, who: roles.map((one) => t(`role.${one}`)).join(', ') })}
    </li>
  )
}

/** Finds every setting of the school from one place, and says who sets those that are not the technician's. */
export const SettingSearch = ({ role }: { readonly role: Role }) => {
  const { t } = useTranslation()
  const [typed, setTyped] = useState('')
  const found = findSettings(typed, (name) =>
    [t(`settingIndex.${name}.title`), t(`settingIndex.${name}.hint`), t(`settingIndex.${name}.words`)].join(' '),
  )
  return (
    <search>
      <TextInput
        maw={560}
        label={t('settingIndex.find')}
        description={t('settingIndex.findHint')}
        leftSection={<IconSearch size={16} aria-hidden="true" />}
        value={typed}
        onChange={({ currentTarget }) => {
          setTyped(currentTarget.value)
        }}
      />
      <div role="status">
        {typed.trim() !== '' && found.length === 0 && <Text size="sm">{t('settingIndex.none')}</Text>}
        {found.length > 0 && (
          <ul className={view['found']}>
            {found.map((name) => (
              <Found key={name} name={name} role={role} />
            ))}
          </ul>
        )}
      </div>
    </search>
  )
}
