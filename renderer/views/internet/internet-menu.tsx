import { Menu, Textarea } from '@mantine/core'
import { IconListCheck, IconPlus, IconWorld, IconWorldCheck, IconWorldOff } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ToolbarMenuTarget } from '../../components/toolbar-menu-target'
import { FormDialog } from '../../components/form-dialog'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { typedSites } from '../../state/internet-badge'

interface InternetMenuProps {
  readonly grid: ClassGrid
  readonly roomId: string
  readonly disabled: boolean
  /** Nothing is selected: the class. */
  readonly all: boolean
  readonly count: number
}

/** What the selection may reach of the internet: off, off but for some sites, a saved scene, back on. */
export const InternetMenu = ({ grid, roomId, disabled, all, count }: InternetMenuProps) => {
  const { t } = useTranslation()
  const { orders } = useConsole()
  const [asking, setAsking] = useState(false)
  const [opened, setOpened] = useState(false)
  const follow = (sceneId: string): void => {
    orders.place(roomId, 'internet', grid.targets(), { internet: { access: 'scene', sceneId } })
  }
  const remove = (exceptions: string[]): void => {
    orders.place(roomId, 'internet', grid.targets(), { internet: { access: 'removed', exceptions } })
  }
  return (
    <>
      <Menu position="bottom-start" transitionProps={{ duration: 100 }} opened={opened} onChange={setOpened}>
        <ToolbarMenuTarget icon={IconWorld} label={t('toolbar.internet')} disabled={disabled} />
        <Menu.Dropdown aria-label={t('toolbar.internetMenu')}>
          <Menu.Item
            leftSection={<IconWorldOff size={16} />}
            onClick={() => {
              remove([])
            }}
          >
            {all ? t('toolbar.internetOffAll', { count }) : t('toolbar.internetOff', { count })}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconListCheck size={16} />}
            onClick={() => {
              setAsking(true)
            }}
          >
            {t('toolbar.internetBut')}
          </Menu.Item>
          {opened && <SceneItems onChoose={follow} />}
          <Menu.Divider />
          <Menu.Item
            leftSection={<IconWorld size={16} />}
            onClick={() => {
              orders.lift(roomId, ['internet'], grid.targets())
            }}
          >
            {all ? t('toolbar.internetOnAll', { count }) : t('toolbar.internetOn', { count })}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking && (
        <ButDialog
          submit={all ? t('internet.butYesAll', { count }) : t('internet.butYes', { count })}
          onClose={() => {
            setAsking(false)
          }}
          onOrder={(sites) => {
            setAsking(false)
            remove(sites)
          }}
        />
      )}
    </>
  )
}

const everything = {}

/** The saved scenes, asked for each time the menu opens. */
const SceneItems = ({ onChoose }: { readonly onChoose: (sceneId: string) => void }) => {
  const { t } = useTranslation()
  const { loaded } = useAsked('scene:list', everything)
  const scenes = loaded.kind === 'ready' ? loaded.value : []
  return (
    <>
      <Menu.Divider />
      {loaded.kind === 'loading' && <Menu.Item disabled>{t('scenes.loading')}</Menu.Item>}
      {loaded.kind === 'failed' && <Menu.Item disabled>{t('scenes.notLoaded')}</Menu.Item>}
      {loaded.kind === 'ready' && scenes.length === 0 && (
        <Menu.Item component="a" href="#/scenes" leftSection={<IconPlus size={16} />}>
          {t('scenes.makeOne')}
        </Menu.Item>
      )}
      {scenes.map(({ sceneId, name, access }) => (
        <Menu.Item
          key={sceneId}
          leftSection={access === 'only' ? <IconWorldCheck size={16} /> : <IconWorldOff size={16} />}
          onClick={() => {
            onChoose(sceneId)
          }}
        >
          {t(`scenes.apply.${access}`, { scene: name })}
        </Menu.Item>
      ))}
    </>
  )
}

interface ButDialogProps {
  readonly submit: string
  readonly onClose: () => void
  readonly onOrder: (sites: string[]) => void
}

const ButDialog = ({ submit, onClose, onOrder }: ButDialogProps) => {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const sites = typedSites(text)
  return (
    <FormDialog
      opened
      title={t('internet.butTitle')}
      submit={submit}
      ready={sites.length > 0}
      busy={false}
      failure={null}
      onClose={onClose}
      onSubmit={() => {
        onOrder(sites)
      }}
    >
      <Textarea
        label={t('internet.exceptionsRemoved')}
        description={`${t('internet.exceptionsHint')} ${t('internet.helplines')}`}
        rows={5}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
        data-autofocus
      />
    </FormDialog>
  )
}
