import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from '../assets/locales/en.json'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
    nsSeparator: false
  }
}

/** Makes every word of the pages ready before the first is drawn. */
export const startWords = async (language: string): Promise<void> => {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    // Audit actions carry a colon in their names.
    nsSeparator: false,
    // React escapes what it draws.
    interpolation: { escapeValue: false },
  })
}
