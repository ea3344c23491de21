import { Button, Modal } from '@mantine/core'
import { IconServerCog } from '@tabler/icons-react'
import { use, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { BridgeContext } from '../../hub-place'
import { HubChoice } from './hub-choice'

/** The way to another hub from any page before the sign-in; a browser has one hub alone, and no such way. */
export const HubChoiceButton = () => {
  const { t } = useTranslation()
  const bridge = use(BridgeContext)
  const [opened, setOpened] = useState(false)
  if (bridge === null) return null
  return (
    <>
      <Button
        variant="subtle"
        color="gray"
        leftSection={<IconServerCog size={16} aria-hidden="true" />}
        onClick={() => {
          setOpened(true)
        }}
      >
        {t('hubChoice.open')}
      </Button>
      <Modal
        opened={opened}
        title={t('hubChoice.title')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        onClose={() => {
          setOpened(false)
        }}
      >
        <HubChoice bridge={bridge} />
      </Modal>
    </>
  )
}
