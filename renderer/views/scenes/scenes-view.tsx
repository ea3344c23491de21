import { Button, Group, Skeleton, Table, Text, Title } from '@mantine/core'
import { IconListCheck, IconPlus, IconWorldCheck, IconWorldOff } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Scene } from '#shared/model/scene'
import type { SiteListView } from '#shared/model/site-list'
import type { Staff } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { FormDialog } from '../../components/form-dialog'
import { ListTable } from '../../components/list-table'
import { NoticePage } from '../../components/notice-page'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { exactTime } from '../../state/time-words'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import view from '../view.module.css'
import { isReason } from '../policies/reason-field'
import { ListDialog } from './list-dialog'
import { SceneDialog } from './scene-dialog'
import { SharedReason, useWaitingNotice, Waits } from './shared-change'

const everything = {}

type Open =
  | { readonly kind: 'scene'; readonly scene: Scene | null }
  | { readonly kind: 'list'; readonly list: SiteListView | null }
  | { readonly kind: 'delete-scene'; readonly scene: Scene }
  | { readonly kind: 'delete-list'; readonly list: SiteListView }

interface RowButtonsProps {
  readonly owner: SiteListView['owner']
  readonly staff: Staff
  readonly linked: boolean
  readonly name: string
  readonly onChange: () => void
  readonly onDelete: () => void
}

/** The maker changes; the maker and e-safety officers delete. */
const RowButtons = ({ owner, staff, linked, name, onChange, onDelete }: RowButtonsProps) => {
  const { t } = useTranslation()
  if (!mayCall(staff.role, 'scene:save')) return null
  const own = owner.staffId === staff.staffId
  return (
    <Group gap="xs" justify="flex-end" wrap="nowrap">
      {own && (
        <Button size="compact-sm" variant="default" disabled={!linked} aria-label={t('scenes.changeNamed', { name })} onClick={onChange}>
          {t('scenes.change')}
        </Button>
      )}
      {(own || staff.role === 'officer') && (
        <Button size="compact-sm" variant="default" disabled={!linked} aria-label={t('scenes.deleteNamed', { name })} onClick={onDelete}>
          {t('scenes.delete')}
        </Button>
      )}
    </Group>
  )
}

interface WhoseProps {
  readonly of: Pick<SiteListView, 'name' | 'owner' | 'shared' | 'waiting'>
  readonly staff: Staff
  readonly onWithdrawn: () => void
}

const Whose = ({ of: { name, owner, shared, waiting }, staff, onWithdrawn }: WhoseProps) => {
  const { t } = useTranslation()
  return (
    <>
      {owner.staffId === staff.staffId ? t('scenes.yours') : owner.displayName}
      <Text size="sm" c="dimmed">
        {shared ? t('scenes.shared') : t('scenes.notShared')}
      </Text>
      <Waits waiting={waiting} name={name} staff={staff} onWithdrawn={onWithdrawn} />
    </>
  )
}

interface DeleteDialogProps {
  readonly event: 'scene:delete' | 'sites:delete'
  readonly id: string
  readonly name: string
  /** Whether the deletion waits for a second person. */
  readonly approval: boolean
  readonly onClose: () => void
  readonly onDone: () => void
}

const DeleteDialog = ({ event, id, name, approval, onClose, onDone }: DeleteDialogProps) => {
  const { t } = useTranslation()
  const scene = useDeed('scene:delete')
  const list = useDeed('sites:delete')
  const [why, setWhy] = useState('')
  const tellWaiting = useWaitingNotice()
  const { busy, failure } = event === 'scene:delete' ? scene : list
  const remove = async (): Promise<void> => {
    const reason = approval ? why : ''
    const done = event === 'scene:delete' ? await scene.run({ sceneId: id, why: reason }) : await list.run({ listId: id, why: reason })
    if (done === undefined) return
    tellWaiting(done.value.waiting)
    onDone()
  }
  return (
    <FormDialog
      opened
      danger
      title={t('scenes.deleteAsk', { name })}
      submit={t('scenes.delete')}
      ready={!approval || isReason(why)}
      busy={busy}
      failure={failure}
      onClose={onClose}
      onSubmit={() => void remove()}
    >
      <Text size="sm">{t('scenes.deleteMeaning')}</Text>
      {approval && <SharedReason why={why} onChange={setWhy} />}
    </FormDialog>
  )
}

const Section = ({ title, action, children }: { readonly title: string; readonly action: ReactNode; readonly children: ReactNode }) => (
  <>
    <Group justify="space-between">
      <Title order={2} size="h4">
        {title}
      </Title>
      {action}
    </Group>
    {children}
  </>
)

/** Saved rules for the web, and the lists of sites they join. */
export const ScenesView = ({ staff }: { readonly staff: Staff }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const scenes = useAsked('scene:list', everything)
  const lists = useAsked('sites:list', everything)
  const asked = useAsked('sites:approval', everything).loaded
  const approval = asked.kind === 'ready' && asked.value.needed
  const [open, setOpen] = useState<Open | null>(null)
  const close = (): void => {
    setOpen(null)
  }
  const done = (): void => {
    setOpen(null)
    void scenes.reload()
    void lists.reload()
  }
  const mayMake = mayCall(staff.role, 'scene:save')
  const add = (words: string, what: Open, filled: boolean): ReactNode =>
    mayMake && (
      <Button
        variant={filled ? 'filled' : 'default'}
        leftSection={<IconPlus size={16} aria-hidden="true" />}
        disabled={!linked}
        onClick={() => {
          setOpen(what)
        }}
      >
        {words}
      </Button>
    )
  const known = lists.loaded.kind === 'ready' ? lists.loaded.value : []
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.scenes')}>
      <Title order={1} size="h3">
        {t('view.scenes')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('scenes.intro')}
        {approval && ` ${t('scenes.approvalIntro')}`}
      </Text>
      <Section title={t('scenes.scenes')} action={add(t('scenes.addScene'), { kind: 'scene', scene: null }, true)}>
        {scenes.loaded.kind === 'loading' && <Skeleton height={120} />}
        {scenes.loaded.kind === 'failed' && (
          <FailureNote code={scenes.loaded.code} detail={scenes.loaded.detail} onRetry={() => void scenes.reload()} />
        )}
        {scenes.loaded.kind === 'ready' && scenes.loaded.value.length === 0 && (
          <NoticePage icon={<IconListCheck size={40} />} title={t('scenes.noScenes')}>
            {t('scenes.noScenesDetail')}
          </NoticePage>
        )}
        {scenes.loaded.kind === 'ready' && scenes.loaded.value.length > 0 && (
          <ListTable columns={[t('scenes.name'), t('scenes.what'), t('scenes.whose')]} actions>
            {scenes.loaded.value.map((scene) => {
              const Icon = scene.access === 'only' ? IconWorldCheck : IconWorldOff
              const named = [...scene.sites, ...scene.lists.map((one) => t('internet.listNamed', { title: one.name, count: one.sites }))]
              return (
                <Table.Tr key={scene.sceneId}>
                  <Table.Td>{scene.name}</Table.Td>
                  <Table.Td>
                    <span className={view['withIcon']}>
                      <Icon size={16} aria-hidden="true" />
                      <span>
                        {t(`scenes.${scene.access}`)}
                        <Text size="sm" c="dimmed" lineClamp={2}>
                          {named.join(', ')}
                        </Text>
                        {scene.reason !== '' && <Text size="sm">{t('panel.reason', { reason: scene.reason })}</Text>}
                      </span>
                    </span>
                  </Table.Td>
                  <Table.Td>
                    <Whose of={scene} staff={staff} onWithdrawn={done} />
                  </Table.Td>
                  <Table.Td>
                    <RowButtons
                      owner={scene.owner}
                      staff={staff}
                      linked={linked}
                      name={scene.name}
                      onChange={() => {
                        setOpen({ kind: 'scene', scene })
                      }}
                      onDelete={() => {
                        setOpen({ kind: 'delete-scene', scene })
                      }}
                    />
                  </Table.Td>
                </Table.Tr>
              )
            })}
          </ListTable>
        )}
      </Section>
      <Section title={t('scenes.lists')} action={add(t('scenes.addList'), { kind: 'list', list: null }, false)}>
        {lists.loaded.kind === 'loading' && <Skeleton height={120} />}
        {lists.loaded.kind === 'failed' && (
          <FailureNote code={lists.loaded.code} detail={lists.loaded.detail} onRetry={() => void lists.reload()} />
        )}
        {lists.loaded.kind === 'ready' && known.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('scenes.noLists')}
          </Text>
        )}
        {known.length > 0 && (
          <ListTable columns={[t('scenes.name'), t('scenes.holds'), t('scenes.whose'), t('scenes.changed')]} actions>
            {known.map((list) => (
              <Table.Tr key={list.listId}>
                <Table.Td>{list.name}</Table.Td>
                <Table.Td>
                  {[
                    ...(list.domains > 0 || list.pages === 0 ? [t('scenes.counts', { count: list.domains })] : []),
                    ...(list.pages > 0 ? [t('scenes.pages', { count: list.pages })] : []),
                  ].join(', ')}
                </Table.Td>
                <Table.Td>
                  <Whose of={list} staff={staff} onWithdrawn={done} />
                </Table.Td>
                <Table.Td>{exactTime(list.changedAt)}</Table.Td>
                <Table.Td>
                  <RowButtons
                    owner={list.owner}
                    staff={staff}
                    linked={linked}
                    name={list.name}
                    onChange={() => {
                      setOpen({ kind: 'list', list })
                    }}
                    onDelete={() => {
                      setOpen({ kind: 'delete-list', list })
                    }}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </ListTable>
        )}
      </Section>
      {open?.kind === 'scene' && <SceneDialog scene={open.scene} lists={known} approval={approval} onClose={close} onSaved={done} />}
      {open?.kind === 'list' && <ListDialog list={open.list} approval={approval} onClose={close} onSaved={done} />}
      {open?.kind === 'delete-scene' && (
        <DeleteDialog
          event="scene:delete"
          id={open.scene.sceneId}
          name={open.scene.name}
          approval={approval && open.scene.shared}
          onClose={close}
          onDone={done}
        />
      )}
      {open?.kind === 'delete-list' && (
        <DeleteDialog
          event="sites:delete"
          id={open.list.listId}
          name={open.list.name}
          approval={approval && open.list.shared}
          onClose={close}
          onDone={done}
        />
      )}
    </section>
  )
}
