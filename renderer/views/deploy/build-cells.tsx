import { Table, Text } from '@mantine/core'
import { exactTime } from '../../state/time-words'

interface BuildCellsProps {
  readonly build: { readonly keyFingerprint: string; readonly addedBy: string; readonly addedAt: number }
}

/** Whose key signed a build, and who brought it when. */
export const BuildCells = ({ build: { keyFingerprint, addedBy, addedAt } }: BuildCellsProps) => (
  <>
    <Table.Td>
      <code>{keyFingerprint.slice(0, 16)}</code>
    </Table.Td>
    <Table.Td>
      {addedBy}
      <Text size="xs" c="dimmed">
        {exactTime(addedAt)}
      </Text>
    </Table.Td>
  </>
)
