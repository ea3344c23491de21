import { Paper, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { Brand } from '../../components/brand'
import { HubChoiceButton } from '../hub-choice/hub-choice-button'
import classes from './door.module.css'

/** The quiet page around signing in: what this is, one card, nothing else. */
export const Door = ({
  title,
  hubName,
  children,
  footer = <HubChoiceButton />,
}: {
  readonly title: string
  readonly hubName: string | null
  readonly children: ReactNode
  readonly footer?: ReactNode
}) => (
  <main className={classes['door']}>
    <Brand subtitle={hubName} />
    <Paper className={classes['card']} withBorder>
      <Title order={1} size="h3" mb="md">
        {title}
      </Title>
      {children}
    </Paper>
    {footer}
  </main>
)
