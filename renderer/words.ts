import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from '../assets/locales/en.json'
import reasons from '../assets/locales/reasons-en.json'

/** The words for why a PC is not watched are shared with the command line and the agent's doctor. */
const words = { ...en, reason: reasons }

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof words }
    nsSeparator: false
  }
}

/** Makes every word of the pages ready before the first is drawn. */
export const startWords = async (language: string): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: words } },
    // Audit actions carry a colon in their names.
    nsSeparator: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
}
