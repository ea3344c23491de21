import { Tabs, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Staff } from '#shared/model/staff'
import { mayCall } from '../../state/views'
import type { Rooms } from '../frame/use-rooms'
import view from '../view.module.css'
import { Changes } from './changes'
import { PcSheet } from './pc-sheet'
import { PcTable } from './pc-table'
import { Software } from './software'

interface InventoryViewProps {
  readonly staff: Staff
  readonly rooms: Rooms
}

/** What the school's PCs are made of, what is installed on them, and what changed. */
export const InventoryView = ({ staff, rooms }: InventoryViewProps) => {
  const { t } = useTranslation()
  const [opened, setOpened] = useState<string | null>(null)
  return (
    <section className={view['view']} tabIndex={0} aria-label={t('view.inventory')}>
      <div>
        <Title order={1} size="h3">
          {t('view.inventory')}
        </Title>
        <Text size="sm" c="dimmed">
          {t('inventory.about')}
        </Text>
      </div>
      <Tabs defaultValue="pcs" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="pcs">{t('inventory.tab.pcs')}</Tabs.Tab>
          <Tabs.Tab value="software">{t('inventory.tab.software')}</Tabs.Tab>
          <Tabs.Tab value="changes">{t('inventory.tab.changes')}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="pcs">
          <PcTable rooms={rooms} onOpen={setOpened} mayAsk={mayCall(staff.role, 'inventory:read')} />
        </Tabs.Panel>
        <Tabs.Panel value="software">
          <Software onOpen={setOpened} />
        </Tabs.Panel>
        <Tabs.Panel value="changes">
          <Changes onOpen={setOpened} />
        </Tabs.Panel>
      </Tabs>
      {opened !== null && (
        <PcSheet
          deviceId={opened}
          mayAsk={mayCall(staff.role, 'inventory:read')}
          onClose={() => {
            setOpened(null)
          }}
        />
      )}
    </section>
  )
}
