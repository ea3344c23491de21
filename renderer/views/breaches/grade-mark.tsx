import { useTranslation } from 'react-i18next'
import classes from './breaches.module.css'

/** A grade from 1 to 5: its number on a ramp of one hue, and the word for those who listen. */
export const GradeMark = ({ grade }: { readonly grade: number }) => {
  const { t } = useTranslation()
  return (
    <span className={classes['grade']} data-grade={grade} title={t('breaches.grade', { grade })}>
      <span aria-hidden="true">{grade}</span>
      <span className="visually-hidden">{t('breaches.grade', { grade })}</span>
    </span>
  )
}
