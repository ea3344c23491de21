import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'

/** An order met a colleague's lesson or lock: says whose and until when, and offers to take over. */
export const TakeOverDialog = () => {
  const { t } = useTranslation()
  const { orders, link } = useConsole()
  const held = useStore(orders.held)
  const linked = useStore(link.state).kind === 'signed-in'
  const close = (): void => {
    orders.leaveHeld()
  }
  return (
    <Modal opened={held !== null} onClose={close} title={t('takeOver.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <Stack gap="sm">
        <Text fw={650}>{held?.detail}</Text>
        <Text size="sm">{t('takeOver.meaning')}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={close} data-autofocus>
            {t('takeOver.no')}
          </Button>
          <Button
            disabled={!linked}
            onClick={() => {
              orders.takeOver()
            }}
          >
            {t('takeOver.yes')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
