import { Table, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import { AppIcon } from '../../components/app-icon'
import { useNow, useTimePhrase } from '../../components/use-time'
import { useConsole } from '../../console'
import { frontWords } from '../../state/front-words'
import { clockTime, exactTime, timeWords } from '../../state/time-words'
import { type PastWindow, withForeground } from '../../state/window-history'
import classes from './panel.module.css'

/** The window in front and those before it, newest first. */
export const Windows = ({ device, windows }: { readonly device: DeviceView; readonly windows: readonly PastWindow[] }) => {
  const { t } = useTranslation()
  const phrase = useTimePhrase()
  useNow()
  const history = useWindowHistory(device, windows)
  return (
    <section aria-label={t('panel.windows')} className={classes['windows']}>
      <Title order={2} size="h5" mb={4}>
        {t('panel.windows')}
      </Title>
      {history.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('panel.noWindows')}
        </Text>
      ) : (
        <Table verticalSpacing={4} layout="fixed">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className={classes['time'] ?? ''}>{t('panel.from')}</Table.Th>
              <Table.Th>{t('panel.window')}</Table.Th>
              <Table.Th className={classes['span'] ?? ''}>{t('panel.lasted')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {history.map((window) => (
              <Table.Tr
                key={`${window.since}/${window.title}`}
                data-now={window.until === null || undefined}
                className={classes['window'] ?? ''}
              >
                <Table.Td title={exactTime(window.since)}>{clockTime(window.since)}</Table.Td>
                <Table.Td>
                  <div className={classes['windowTitle']}>{frontWords(window)}</div>
                  <div className={classes['windowApp']}>
                    <AppIcon application={window.application} /> {window.application}
                  </div>
                </Table.Td>
                <Table.Td>{window.until === null ? t('panel.now') : phrase(timeWords(window.until - window.since))}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  )
}

/** Follows the PC's window from the list the panel was opened with. */
const useWindowHistory = (device: DeviceView, windows: readonly PastWindow[]): readonly PastWindow[] => {
  const { hubNow } = useConsole()
  const { foreground } = device
  const [held, setHeld] = useState(() => ({ windows, foreground, history: withForeground(windows, foreground, hubNow()) }))
  if (held.windows === windows && held.foreground === foreground) return held.history
  const history = withForeground(held.windows === windows ? held.history : windows, foreground, hubNow())
  setHeld({ windows, foreground, history })
  return history
}
