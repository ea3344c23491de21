import { MultiSelect, SegmentedControl, Switch, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scene, SceneAccess } from '#shared/model/scene'
import { mostListsJoined, type SiteListView } from '#shared/model/site-list'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { typedSites } from '../../state/internet-badge'
import { isReason } from '../policies/reason-field'
import { SharedReason, useWaitingNotice } from './shared-change'

interface SceneDialogProps {
  /** Null for a new one. */
  readonly scene: Scene | null
  readonly lists: readonly SiteListView[]
  /** Whether changes of what is shared wait for a second person. */
  readonly approval: boolean
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** A scene: only these sites, or all but these. */
export const SceneDialog = ({ scene, lists, approval, onClose, onSaved }: SceneDialogProps) => {
  const { t } = useTranslation()
  const { busy, failure, run } = useDeed('scene:save')
  const [name, setName] = useState(scene?.name ?? '')
  const [access, setAccess] = useState<SceneAccess>(scene?.access ?? 'only')
  const [text, setText] = useState(scene?.sites.join('\n') ?? '')
  const [listIds, setListIds] = useState(scene?.lists.map(({ listId }) => listId) ?? [])
  const [reason, setReason] = useState(scene?.reason ?? '')
  const [shared, setShared] = useState(scene?.shared ?? false)
  const [why, setWhy] = useState('')
  const tellWaiting = useWaitingNotice()
  const sites = typedSites(text)
  const asksWhy = approval && (shared || scene?.shared === true)
  const save = async (): Promise<void> => {
    const saved = await run({
      sceneId: scene?.sceneId ?? null,
      name: name.trim(),
      shared,
      access,
      sites,
      listIds,
      reason: reason.trim(),
      why: asksWhy ? why : '',
    })
    if (saved === undefined) return
    tellWaiting(saved.value.waiting)
    onSaved()
  }
  // What the scene joins already may be shared no more.
  const known = new Map([
    ...(scene?.lists ?? []).map((list) => [list.listId, list] as const),
    ...lists.map((list) => [list.listId, { ...list, sites: list.domains + list.pages }] as const),
  ])
  return (
    <FormDialog
      opened
      title={scene === null ? t('scenes.newScene') : t('scenes.changeScene', { name: scene.name })}
      submit={t('scenes.save')}
      ready={name.trim() !== '' && (!asksWhy || isReason(why)) && sites.length + listIds.length > 0}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <TextInput
        label={t('scenes.name')}
        value={name}
        maxLength={80}
        onChange={(event) => {
          setName(event.currentTarget.value)
        }}
        data-autofocus
      />
      <SegmentedControl
        aria-label={t('scenes.access')}
        transitionDuration={0}
        value={access}
        onChange={setAccess}
        data={[
          { value: 'only', label: t('scenes.only') },
          { value: 'all-but', label: t('scenes.all-but') },
        ]}
      />
      <Textarea
        label={t('scenes.sceneSites')}
        description={`${t('scenes.sceneSitesHint')} ${t('internet.helplines')}`}
        rows={4}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
      />
      <MultiSelect
        label={t('scenes.sceneLists')}
        data={[...known.values()].map(({ listId, name: listName, sites: count }) => ({
          value: listId,
          label: t('internet.listNamed', { title: listName, count }),
        }))}
        value={listIds}
        maxValues={mostListsJoined}
        onChange={setListIds}
        comboboxProps={{ transitionProps: { duration: 100 } }}
      />
      <TextInput
        label={t('internet.reason')}
        description={t('scenes.reasonHint')}
        value={reason}
        maxLength={200}
        onChange={(event) => {
          setReason(event.currentTarget.value)
        }}
      />
      <Switch
        label={t('scenes.share')}
        checked={shared}
        onChange={(event) => {
          setShared(event.currentTarget.checked)
        }}
      />
      {asksWhy && <SharedReason why={why} onChange={setWhy} />}
    </FormDialog>
  )
}
