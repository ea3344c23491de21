import { Button, Switch, Textarea, Title } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { programFolderSchema, type ProgramFolders, programFoldersSchema, typedPath } from '#shared/model/application'
import { FailureNote } from '../../components/failure-note'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => typedPath(line) ?? line.trim())
    .filter((line) => line !== '')

/** [AP6] Whether pupils' programs may lie anywhere, and which folders are approved besides the system's own. */
export const ProgramFoldersPanel = ({ folders }: { readonly folders: ProgramFolders }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('setting:write')
  const [stopElsewhere, setStopElsewhere] = useState(folders.stopElsewhere)
  const [text, setText] = useState(folders.folders.join('\n'))
  const [saved, setSaved] = useState(folders)
  const lines = linesOf(text)
  const wrong = lines.find((line) => !programFolderSchema.safeParse(line).success)
  const wish = programFoldersSchema.safeParse({ stopElsewhere, folders: lines })
  const changed = stopElsewhere !== saved.stopElsewhere || lines.join('\n') !== saved.folders.join('\n')
  const save = async (): Promise<void> => {
    if (wish.success && (await run({ programFolders: wish.data })) !== undefined) setSaved(wish.data)
  }
  return (
    <form
      className={view['card']}
      aria-label={t('applications.folders.title')}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Title order={2} size="h4">
        {t('applications.folders.title')}
      </Title>
      <Switch
        label={t('applications.folders.stop')}
        description={t('applications.folders.stopHint')}
        checked={stopElsewhere}
        onChange={(event) => {
          setStopElsewhere(event.currentTarget.checked)
        }}
      />
      <Textarea
        label={t('applications.folders.more')}
        description={t('applications.folders.moreHint')}
        error={
          wrong !== undefined ? t('applications.folders.wrong', { line: wrong }) : wish.success ? null : t('applications.folders.tooMany')
        }
        autosize
        minRows={2}
        maxRows={8}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value)
        }}
      />
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
      <div>
        <Button type="submit" loading={busy} disabled={!linked || !wish.success || !changed}>
          {t('settings.save')}
        </Button>
        <span role="status"> {changed ? '' : t('settings.inForce')}</span>
      </div>
    </form>
  )
}
