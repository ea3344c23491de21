import { useEffect } from 'react'
import { useConsole } from '../console'
import { useStore } from '../state/use-store'
import classes from './site-icon.module.css'

interface SiteIconProps {
  readonly site: string
  /** The site's own, as a pupil's browser has it. */
  readonly icon?: string | undefined
  readonly size?: number
}

const Letter = ({ site, size }: { readonly site: string; readonly size: number }) => (
  <span className={classes['letter']} style={{ width: size, height: size, fontSize: Math.round(size * 0.65) }} aria-hidden="true">
    {(site[0] ?? '?').toUpperCase()}
  </span>
)

const OwnIcon = ({ site, icon, size }: { readonly site: string; readonly icon: string; readonly size: number }) => {
  const { icons } = useConsole()
  const picture = useStore(icons.at(icon))
  useEffect(() => {
    icons.want(icon)
  }, [icons, icon])
  if (picture === undefined) return <Letter site={site} size={size} />
  return <img className={classes['own']} src={picture} width={size} height={size} alt="" />
}

/** A small picture for a site: its own, else its first letter. The site is always written beside it. */
export const SiteIcon = ({ site, icon, size = 16 }: SiteIconProps) =>
  icon === undefined ? <Letter site={site} size={size} /> : <OwnIcon site={site} icon={icon} size={size} />
