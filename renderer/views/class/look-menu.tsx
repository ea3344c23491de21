import { ActionIcon, Menu } from '@mantine/core'
import { IconAdjustmentsHorizontal, IconArmchair, IconKeyboard } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useConsole } from '../../console'
import type { ClassGrid } from '../../state/class-grid'
import { gridSorts } from '../../state/grid-order'
import { tileSizes } from '../../state/preferences'
import { useStore } from '../../state/use-store'

interface LookMenuProps {
  readonly grid: ClassGrid
  readonly onKeys: () => void
  /** Null for who may not change the plan. */
  readonly onArrange: (() => void) | null
}

const isSort = (value: string): value is (typeof gridSorts)[number] => gridSorts.some((sort) => sort === value)
const isSize = (value: string): value is (typeof tileSizes)[number] => tileSizes.some((size) => size === value)

/** How the grid is sorted and how large its tiles are: set once in a while, so that the bar has room for what is done every lesson. */
export const LookMenu = ({ grid, onKeys, onArrange }: LookMenuProps) => {
  const { t } = useTranslation()
  const { preferences } = useConsole()
  const { sort, tileSize } = useStore(preferences)
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 100 }}>
      <Menu.Target>
        <ActionIcon variant="default" size="input-sm" aria-label={t('toolbar.look')} title={t('toolbar.look')}>
          <IconAdjustmentsHorizontal size={18} aria-hidden="true" />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={sort}
          onChange={(value) => {
            if (isSort(value)) preferences.change({ sort: value })
            grid.sort()
          }}
        >
          <Menu.Label>{t('toolbar.sort')}</Menu.Label>
          {gridSorts.map((value) => (
            <Menu.RadioItem key={value} value={value}>
              {t(`sort.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.RadioGroup
          value={tileSize}
          onChange={(value) => {
            if (isSize(value)) preferences.change({ tileSize: value })
          }}
        >
          <Menu.Label>{t('toolbar.size')}</Menu.Label>
          {tileSizes.map((value) => (
            <Menu.RadioItem key={value} value={value}>
              {t(`size.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Divider />
        {onArrange !== null && (
          <Menu.Item leftSection={<IconArmchair size={16} aria-hidden="true" />} onClick={onArrange}>
            {t('seating.arrange')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden="true" />} onClick={onKeys}>
          {t('toolbar.keys')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
