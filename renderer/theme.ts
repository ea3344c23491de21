import {
  convertCssVariables,
  createTheme,
  defaultCssVariablesResolver,
  DEFAULT_THEME,
  Drawer,
  mergeMantineTheme,
  Modal,
} from '@mantine/core'

const dialogProps = {
  // The frame never scrolls as a whole, and the lock on scrolling would put a <style> into the page.
  lockScroll: false,
  transitionProps: { duration: 120 },
  // Mantine's <header> would count as a second banner of the page.
  attributes: { header: { role: 'none' } },
}

/** Small own theme over Mantine's: deep teal on a neutral surface, 4 px grid, system fonts. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 7 },
  autoContrast: true,
  colors: {
    teal: ['#e6f4f3', '#cde8e6', '#9fd3cf', '#6dbcb6', '#43a59e', '#248d86', '#127771', '#0c6661', '#09534f', '#053f3c'],
    dark: ['#e7eaec', '#c6cccf', '#aab2b6', '#7d868c', '#495157', '#333a3f', '#252b2f', '#1a1f22', '#14181a', '#0d1011'],
  },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "Liberation Mono", monospace',
  defaultRadius: 'sm',
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({ defaultProps: { ...dialogProps, centered: true } }),
    Drawer: Drawer.extend({ defaultProps: dialogProps }),
  },
})

const contrasts = {
  light: {
    '--mantine-color-dimmed': '#4a5459',
    '--mantine-color-placeholder': '#5d676c',
    '--mantine-color-error': '#b42318',
    '--mantine-color-body': '#ffffff',
  },
  dark: {
    '--mantine-color-dimmed': '#aab2b6',
    '--mantine-color-placeholder': '#98a1a6',
    '--mantine-color-error': '#ff9a8f',
    '--mantine-color-body': '#1a1f22',
  },
}

/**
 * Puts the theme's variables on the page as a constructed style sheet. Mantine would put them into a `<style>` element, which a
 * Content-Security-Policy of `style-src 'self'` refuses; a constructed sheet is the page's own script and needs no exception.
 */
export const installTheme = (document: Document): void => {
  const merged = mergeMantineTheme(DEFAULT_THEME, theme)
  const variables = defaultCssVariablesResolver(merged)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(
    convertCssVariables({
      variables: variables.variables,
      light: { ...variables.light, ...contrasts.light, '--mantine-color-scheme': 'light' },
      dark: { ...variables.dark, ...contrasts.dark, '--mantine-color-scheme': 'dark' },
    }),
  )
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
