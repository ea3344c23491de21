import { Autocomplete, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { FormDialog } from '../../components/form-dialog'
import { useConsole } from '../../console'
import { openNow } from '../../state/open-now'
import { typedAddress, typedSite } from '../../state/tab-outcome'
import { useTabOrders } from './use-tab-orders'

/** Open a page, close a site's tabs, or close all but a site's. */
export type TabDeed = 'open' | 'close' | 'close-but'

interface TabDialogProps {
  readonly deed: TabDeed
  readonly roomId: string
  readonly deviceIds: readonly string[]
  readonly onClose: () => void
}

/** Asks which page or site; what became of it is told in a note. */
export const TabDialog = ({ deed, roomId, deviceIds, onClose }: TabDialogProps) => {
  const { t } = useTranslation()
  const { feed } = useConsole()
  const { busy, open, close } = useTabOrders(roomId)
  const [text, setText] = useState('')
  // As it was when the question was asked: a list that moves under the hand helps nobody.
  const [sites] = useState(() =>
    openNow(feed.all().filter(({ deviceId }) => deviceIds.includes(deviceId)))
      .filter(({ kind }) => kind === 'site')
      .map(({ name }) => name),
  )
  const url = typedAddress(text)
  const site = typedSite(text)
  const count = deviceIds.length
  const wrong = text.trim() !== '' && url === null ? t('tabs.noAddress') : null
  const submit = async (): Promise<void> => {
    if (url === null || site === null) return
    await (deed === 'open' ? open(deviceIds, url) : close(deviceIds, { which: { by: 'site', site }, but: deed === 'close-but' }))
    onClose()
  }
  return (
    <FormDialog
      opened
      title={t(`tabs.title.${deed}`, { count })}
      submit={t(`tabs.yes.${deed}`, { count })}
      ready={url !== null}
      busy={busy}
      failure={null}
      onClose={onClose}
      onSubmit={() => void submit()}
    >
      {deed === 'open' ? (
        <TextInput
          label={t('tabs.address')}
          placeholder="www.bbc.co.uk/bitesize"
          value={text}
          error={wrong}
          onChange={(event) => {
            setText(event.currentTarget.value)
          }}
          data-autofocus
        />
      ) : (
        <Autocomplete
          label={t('tabs.site')}
          placeholder="bbc.co.uk"
          data={sites}
          value={text}
          error={wrong}
          onChange={setText}
          data-autofocus
        />
      )}
      <Text size="sm" c="dimmed">
        {t(`tabs.meaning.${deed}`)}
      </Text>
    </FormDialog>
  )
}
