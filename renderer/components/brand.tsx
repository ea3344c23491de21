import { Text } from '@mantine/core'
import classes from './brand.module.css'

/** The product's sign and name. */
export const Brand = ({ subtitle }: { readonly subtitle?: string | null }) => (
  <div className={classes['brand']}>
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0c6661" />
      <g fill="#fff">
        <rect x="6" y="8" width="9" height="7" rx="1.5" />
        <rect x="17" y="8" width="9" height="7" rx="1.5" opacity=".65" />
        <rect x="6" y="17" width="9" height="7" rx="1.5" opacity=".65" />
        <rect x="17" y="17" width="9" height="7" rx="1.5" />
      </g>
    </svg>
    <div>
      <Text fw={650} lh={1.2}>
        Classwarden
      </Text>
      {subtitle != null && (
        <Text size="xs" c="dimmed" lh={1.2}>
          {subtitle}
        </Text>
      )}
    </div>
  </div>
)
