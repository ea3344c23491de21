import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './notice-page.module.css'

interface NoticePageProps {
  readonly icon: ReactNode
  readonly title: string
  /** What it means and what to do. */
  readonly children: ReactNode
  readonly action?: ReactNode
  /** Whether the notice is all there is on the page, and its title so the page's. */
  readonly whole?: boolean
}

/** A page that has nothing to show yet, with the reason and the next step. */
export const NoticePage = ({ icon, title, children, action, whole = false }: NoticePageProps) => (
  <section className={classes['page']}>
    <span className={classes['icon']} aria-hidden="true">
      {icon}
    </span>
    <Title order={whole ? 1 : 2} size="h3">
      {title}
    </Title>
    <Text component="div" className={classes['text']}>
      {children}
    </Text>
    {action}
  </section>
)
