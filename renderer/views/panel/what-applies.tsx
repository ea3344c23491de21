import { Button, Modal, Skeleton } from '@mantine/core'
import { IconListSearch } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceView } from '#shared/model/device'
import type { Role } from '#shared/model/staff'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import { mayCall } from '../../state/views'
import { Applied } from '../policies/applied'

const Answer = ({ pupil }: { readonly pupil: string }) => {
  const payload = useMemo(() => ({ pupil }), [pupil])
  const { loaded, reload } = useAsked('policy:applies', payload)
  if (loaded.kind === 'loading') return <Skeleton height={320} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  return <Applied applied={loaded.value} />
}

/** [PO5] What applies to who sits at this PC, and why: for the pupil who asks, and the teacher who has to answer. */
export const WhatApplies = ({ device: { user }, role }: { readonly device: DeviceView; readonly role: Role }) => {
  const { t } = useTranslation()
  const { link, presenting } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const hidden = useStore(presenting)
  const [opened, setOpened] = useState(false)
  if (hidden || user === null || user.guest || !mayCall(role, 'policy:applies')) return null
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        disabled={!linked}
        leftSection={<IconListSearch size={16} aria-hidden="true" />}
        onClick={() => {
          setOpened(true)
        }}
      >
        {t('policies.appliesButton')}
      </Button>
      <Modal
        opened={opened}
        size="lg"
        title={t('policies.appliesButton')}
        closeButtonProps={{ 'aria-label': t('common.close') }}
        onClose={() => {
          setOpened(false)
        }}
      >
        <Answer pupil={user.name} />
      </Modal>
    </div>
  )
}
