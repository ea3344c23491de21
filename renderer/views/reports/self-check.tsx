import { Button, Skeleton, Text, Textarea, Title } from '@mantine/core'
import { IconGauge, IconUser } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { longestAnswer, type SelfCheckItem } from '#shared/model/report'
import { FailureNote } from '../../components/failure-note'
import { useAsked } from '../../components/use-asked'
import { useDeed } from '../../components/use-deed'
import { useConsole } from '../../console'
import { useStore } from '../../state/use-store'
import view from '../view.module.css'
import classes from './reports.module.css'

const nothing = {}

const Answer = ({ item, mayAnswer }: { readonly item: SelfCheckItem; readonly mayAnswer: boolean }) => {
  const { t } = useTranslation()
  const { link } = useConsole()
  const linked = useStore(link.state).kind === 'signed-in'
  const { busy, failure, run } = useDeed('report:answer')
  const [typed, setTyped] = useState(item.answer)
  const [saved, setSaved] = useState(item.answer)
  const save = async (): Promise<void> => {
    if ((await run({ questionId: item.questionId, answer: typed })) !== undefined) setSaved(typed)
  }
  if (!mayAnswer) return <Text>{saved === '' ? t('reports.unanswered') : saved}</Text>
  return (
    <div>
      <Textarea
        aria-label={t('reports.answerTo', { question: item.question })}
        placeholder={item.measured === null ? t('reports.answerHint') : t('reports.addHint')}
        value={typed}
        autosize
        minRows={1}
        maxRows={6}
        maxLength={longestAnswer}
        onChange={(event) => {
          setTyped(event.currentTarget.value)
        }}
      />
      {typed !== saved && (
        <Button mt={8} size="compact-sm" loading={busy} disabled={!linked} onClick={() => void save()}>
          {t('settings.save')}
        </Button>
      )}
      {failure !== null && <FailureNote code={failure.code} detail={failure.detail} />}
    </div>
  )
}

/** The self-check of monitoring: what is measured, and what the school says of itself. It is on the paper of the same name. */
export const SelfCheck = ({ mayAnswer }: { readonly mayAnswer: boolean }) => {
  const { t } = useTranslation()
  const { loaded, reload } = useAsked('report:self-check', nothing)
  if (loaded.kind === 'loading') return <Skeleton height={240} />
  if (loaded.kind === 'failed') return <FailureNote code={loaded.code} detail={loaded.detail} onRetry={() => void reload()} />
  const sections = [...new Set(loaded.value.map(({ section }) => section))]
  const open = loaded.value.filter(({ measured, answer }) => measured === null && answer === '').length
  return (
    <>
      <Text mb={12}>{t('reports.selfCheckHow')}</Text>
      {open > 0 && (
        <Text mb={12} fw={650}>
          {t('reports.open', { count: open })}
        </Text>
      )}
      {sections.map((section) => (
        <section key={section} className={classes['section'] ?? ''} aria-label={section}>
          <Title order={2} size="h4" mb={8}>
            {section}
          </Title>
          <ul className={classes['questions'] ?? ''}>
            {loaded.value
              .filter((item) => item.section === section)
              .map((item) => (
                <li key={item.questionId} className={classes['question'] ?? ''}>
                  <Text fw={650}>{item.question}</Text>
                  {item.measured === null ? (
                    <span className={view['withIcon']}>
                      <IconUser size={18} aria-hidden="true" />
                      <Text c="dimmed">{t('reports.bySchool')}</Text>
                    </span>
                  ) : (
                    <span className={view['withIcon']}>
                      <IconGauge size={18} aria-hidden="true" />
                      <Text>{item.measured}</Text>
                    </span>
                  )}
                  <Answer item={item} mayAnswer={mayAnswer} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  )
}
