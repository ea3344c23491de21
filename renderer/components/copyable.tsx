import { Button, Code, CopyButton, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import view from '../views/view.module.css'

/** Words for another program, with the way to take them along; `value` where what is copied differs from what is read. */
export const Copyable = ({ shown, value = shown }: { readonly shown: string; readonly value?: string }) => {
  const { t } = useTranslation()
  return (
    <Group gap={8}>
      <Code className={view['copyable'] ?? ''}>{shown}</Code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? t('common.copied') : t('common.copy')}
          </Button>
        )}
      </CopyButton>
    </Group>
  )
}
