import { Button, Group, Select, Skeleton, Stack } from '@mantine/core'
import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type InventoryEntry, type InventoryPart, inventoryParts } from '#shared/model/inventory'
import { changesCsv } from '#shared/model/inventory-csv'
import { FailureNote } from '../../components/failure-note'
import { NoticePage } from '../../components/notice-page'
import { saveFile } from '../../components/save-file'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { ChangeList } from './change-list'

/** As many as the hub tells at once. */
const page = 60

/** What changed on all PCs; the parts and programs of the PCs themselves are the other two pages. */
export const Changes = ({ onOpen }: { readonly onOpen: (deviceId: string) => void }) => {
  const { t } = useTranslation()
  const [part, setPart] = useState<InventoryPart | null>(null)
  const [older, setOlder] = useState<readonly InventoryEntry[]>([])
  const asked = useMemo(() => ({ deviceId: null, part, before: null }), [part])
  const { loaded, reload } = useAsked('inventory:changes', asked)
  const more = useDeed('inventory:changes')
  const taking = useDeed('inventory:changes')
  const entries = loaded.kind === 'ready' ? [...loaded.value.entries, ...older] : []
  const lastPage = older.length === 0 ? entries.length : older.length
  const readOn = async (): Promise<void> => {
    const answer = await more.run({ ...asked, before: entries.at(-1)?.changeId ?? null })
    if (answer !== undefined) setOlder([...older, ...answer.value.entries])
  }
  /** All of them, to the last and oldest, whatever is shown. */
  const exportAll = async (): Promise<void> => {
    const all: InventoryEntry[] = []
    for (;;) {
      const answer = await taking.run({ ...asked, before: all.at(-1)?.changeId ?? null, whole: true })
      if (answer === undefined) return
      if (answer.value.entries.length === 0) break
      all.push(...answer.value.entries)
    }
    saveFile(changesCsv(all), 'inventory-changes.csv', 'text/csv')
  }
  return (
    <Stack gap="md">
      <Group align="end">
        <Select
          label={t('inventory.show')}
          placeholder={t('inventory.everyPart')}
          clearable
          comboboxProps={{ transitionProps: { duration: 100 } }}
          data={inventoryParts.map((value) => ({ value, label: t(`inventory.part.${value}`) }))}
          value={part}
          onChange={(value) => {
            setOlder([])
            setPart(inventoryParts.find((one) => one === value) ?? null)
          }}
        />
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden="true" />}
          disabled={entries.length === 0}
          loading={taking.busy}
          onClick={() => void exportAll()}
        >
          {t('inventory.export')}
        </Button>
      </Group>
      {loaded.kind === 'loading' && <Skeleton height={240} />}
      {loaded.kind === 'failed' && <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />}
      {loaded.kind === 'ready' && entries.length === 0 && (
        <NoticePage icon={<IconHistory size={40} />} title={t('inventory.noChanges')}>
          {t('inventory.noChangesDetail')}
        </NoticePage>
      )}
      {entries.length > 0 && <ChangeList entries={entries} onOpen={onOpen} />}
      {taking.failure !== null && <FailureNote code={taking.failure.code} detail={taking.failure.detail} />}
      {more.failure !== null && <FailureNote code={more.failure.code} detail={more.failure.detail} />}
      {lastPage > 0 && lastPage % page === 0 && (
        <Group>
          <Button variant="default" loading={more.busy} onClick={() => void readOn()}>
            {t('inventory.older')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
