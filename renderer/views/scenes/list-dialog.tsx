import { Button, Checkbox, FileButton, Group, Switch, Text, Textarea, TextInput } from '@mantine/core'
import { IconFileUpload } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListCheck, SiteListView } from '#shared/model/site-list'
import type { CallFailure } from '#shared/protocol/call'
import { FormDialog } from '../../components/form-dialog'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { unfoldList, uploadText } from '../../link/list-text'
import { isReason } from '../policies/reason-field'
import { SharedReason, useWaitingNotice } from './shared-change'
import classes from './scenes.module.css'

/** Checked once typing rests. */
const checkAfterMs = 600
/** A longer text stays out of the field: browsers grow slow with it. */
const mostCharactersShown = 200_000

interface Checked {
  readonly text: string
  readonly uploadId: string
  readonly check: ListCheck
}

interface ListDialogProps {
  /** Null for a new one. */
  readonly list: SiteListView | null
  /** Whether changes of what is shared wait for a second person. */
  readonly approval: boolean
  readonly onClose: () => void
  readonly onSaved: () => void
}

/** A list of sites, typed, pasted or from a file, with its faulty lines told before it is saved. */
export const ListDialog = ({ list, approval, onClose, onSaved }: ListDialogProps) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const { busy, failure: refused, run } = useDeed('sites:save')
  const [name, setName] = useState(list?.name ?? '')
  const [shared, setShared] = useState(list?.shared ?? false)
  const [text, setText] = useState<string | null>(list === null ? '' : null)
  const [touched, setTouched] = useState(list === null)
  const [checked, setChecked] = useState<Checked | null>(null)
  const [leaveOut, setLeaveOut] = useState(false)
  const [why, setWhy] = useState('')
  const tellWaiting = useWaitingNotice()
  const [unread, setUnread] = useState<{ readonly code: CallFailure; readonly detail: string } | null>(null)

  useEffect(() => {
    if (list === null) return
    void link.ask('sites:read', { listId: list.listId }).then(async (read) => {
      if (read.ok) setText(await unfoldList(read.value.gzip))
      else setUnread(read)
    })
  }, [link, list])

  useEffect(() => {
    if (!touched || text === null || text.trim() === '') return
    const timer = setTimeout(() => {
      void uploadText(link, 'sites:upload', text).then(async (uploadId) => {
        if (typeof uploadId !== 'string') {
          setUnread(uploadId)
          return
        }
        const answer = await link.ask('sites:check', { uploadId })
        setUnread(answer.ok ? null : answer)
        setChecked(answer.ok ? { text, uploadId, check: answer.value } : null)
      })
    }, checkAfterMs)
    return () => {
      clearTimeout(timer)
    }
  }, [link, text, touched])

  const write = (next: string): void => {
    setText(next)
    setTouched(true)
    setLeaveOut(false)
  }
  const current = touched && checked?.text === text ? checked : null
  const faulty = current?.check.faulty ?? 0
  const sites = current === null ? 0 : current.check.domains + current.check.pages
  const more = [
    ...(current !== null && current.check.pages > 0 ? [t('scenes.pages', { count: current.check.pages })] : []),
    ...(current !== null && current.check.repeated > 0 ? [t('scenes.repeated', { count: current.check.repeated })] : []),
  ]
  const asksWhy = approval && (shared || list?.shared === true)
  const ready = name.trim() !== '' && (!asksWhy || isReason(why)) && (!touched || (sites > 0 && (faulty === 0 || leaveOut)))
  const save = async (): Promise<void> => {
    const uploadId = touched ? (current?.uploadId ?? null) : null
    const saved = await run({
      listId: list?.listId ?? null,
      name: name.trim(),
      shared,
      uploadId,
      leaveFaultyOut: leaveOut,
      why: asksWhy ? why : '',
    })
    if (saved === undefined) return
    tellWaiting(saved.value.waiting)
    onSaved()
  }
  return (
    <FormDialog
      opened
      title={list === null ? t('scenes.newList') : t('scenes.changeList', { name: list.name })}
      submit={t('scenes.save')}
      ready={ready}
      busy={busy}
      failure={refused ?? unread}
      onClose={onClose}
      onSubmit={() => void save()}
    >
      <TextInput
        label={t('scenes.name')}
        value={name}
        maxLength={80}
        onChange={(event) => {
          setName(event.currentTarget.value)
        }}
        data-autofocus
      />
      {text !== null && text.length > mostCharactersShown ? (
        <Text size="sm">{t('scenes.longText', { count: text.split('\n').length })}</Text>
      ) : (
        <Textarea
          classNames={{ input: classes['sites'] ?? '' }}
          label={t('scenes.sites')}
          description={t('scenes.sitesHint')}
          rows={8}
          disabled={text === null}
          value={text ?? ''}
          onChange={(event) => {
            write(event.currentTarget.value)
          }}
        />
      )}
      <Group>
        <FileButton accept=".txt,.csv,text/plain" onChange={(file) => void file?.text().then(write)}>
          {(props) => (
            <Button {...props} variant="default" size="xs" leftSection={<IconFileUpload size={16} aria-hidden="true" />}>
              {t('scenes.fromFile')}
            </Button>
          )}
        </FileButton>
        <Text size="sm" c="dimmed" role="status">
          {current === null
            ? touched && text !== null && text.trim() !== ''
              ? t('scenes.checking')
              : ''
            : t('scenes.found', { count: sites, more: more.length === 0 ? '' : ` (${more.join(', ')})` })}
        </Text>
      </Group>
      {current !== null && faulty > 0 && (
        <div className={classes['faults']} role="group" aria-label={t('scenes.faults', { count: faulty })}>
          <Text fw={650} size="sm">
            {t('scenes.faults', { count: faulty })}
          </Text>
          <ul tabIndex={0} aria-label={t('scenes.faults', { count: faulty })}>
            {current.check.faults.map(({ line, words, fault }) => (
              <li key={`${line} ${words}`}>{t('scenes.fault', { line, words, why: t(`siteFault.${fault}`) })}</li>
            ))}
          </ul>
          <Checkbox
            label={t('scenes.leaveOut')}
            checked={leaveOut}
            onChange={(event) => {
              setLeaveOut(event.currentTarget.checked)
            }}
          />
        </div>
      )}
      <Switch
        label={t('scenes.share')}
        checked={shared}
        onChange={(event) => {
          setShared(event.currentTarget.checked)
        }}
      />
      {asksWhy && <SharedReason why={why} onChange={setWhy} />}
    </FormDialog>
  )
}
