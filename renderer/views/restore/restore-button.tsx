import { Button } from '@mantine/core'
import { IconArchive } from '@tabler/icons-react'
import { use } from 'react'
import { useTranslation } from 'react-i18next'
import { BridgeContext } from '../../hub-place'

/** [BK9] The way to a restore, where this console hosts a hub that nobody could miss. */
export const RestoreButton = () => {
  const { t } = useTranslation()
  const bridge = use(BridgeContext)
  if (bridge === null) return null
  return (
    <Button
      variant="subtle"
      color="gray"
      leftSection={<IconArchive size={16} aria-hidden="true" />}
      onClick={() => void bridge.ask('restore:begin', {})}
    >
      {t('restore.open')}
    </Button>
  )
}
