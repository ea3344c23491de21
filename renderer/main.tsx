import './strict-parsing'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { findHub } from './hub-place'
import { installTheme } from './theme'
import { App } from './views/app'
import { startWords } from './words'

installTheme(document)
const place = await findHub(window)
await startWords(place.language)
const root = document.getElementById('root')
if (root === null) throw new Error('index.html lacks its root element.')
createRoot(root).render(
  <StrictMode>
    <App place={place} />
  </StrictMode>,
)
