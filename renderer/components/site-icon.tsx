import classes from './site-icon.module.css'

/** A small picture for a site: its first letter, drawn here. The site is always written beside it. */
export const SiteIcon = ({ site, size = 16 }: { readonly site: string; readonly size?: number }) => (
  <span className={classes['letter']} style={{ width: size, height: size, fontSize: Math.round(size * 0.65) }} aria-hidden="true">
    {(site[0] ?? '?').toUpperCase()}
  </span>
)
