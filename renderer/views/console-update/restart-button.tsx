import { Button } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConsoleBridge } from '#shared/bridge'

/** Installs the newer console now, at a person's wish alone. */
export const RestartButton = ({ bridge }: { readonly bridge: ConsoleBridge }) => {
  const { t } = useTranslation()
  const [busy, setBusy] = useState(false)
  const restart = async (): Promise<void> => {
    setBusy(true)
    if (!(await bridge.ask('update:restart', {})).ok) setBusy(false)
  }
  return (
    <Button size="compact-sm" loading={busy} onClick={() => void restart()}>
      {t('consoleUpdate.restart')}
    </Button>
  )
}
