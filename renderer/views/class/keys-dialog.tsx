import { Kbd, Modal } from '@mantine/core'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './class.module.css'

const keys = [
  ['move', ['←', '→', '↑', '↓']],
  ['extend', ['Shift', '←→↑↓']],
  ['toggle', ['Space']],
  ['all', ['Ctrl', 'A']],
  ['none', ['Esc']],
  ['open', ['Enter']],
  ['lock', ['L']],
  ['unlock', ['U']],
  ['blank', ['B']],
  ['message', ['M']],
  ['filter', ['/']],
  ['help', ['?']],
] as const

/** Every key of the class grid. */
export const KeysDialog = ({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) => {
  const { t } = useTranslation()
  return (
    <Modal opened={opened} onClose={onClose} title={t('keys.title')} closeButtonProps={{ 'aria-label': t('common.close') }}>
      <dl className={classes['keys']}>
        {keys.map(([name, caps]) => (
          <Fragment key={name}>
            <dt>
              {caps.map((cap) => (
                <Kbd key={cap}>{cap}</Kbd>
              ))}
            </dt>
            <dd>{t(`keys.${name}`)}</dd>
          </Fragment>
        ))}
      </dl>
    </Modal>
  )
}
