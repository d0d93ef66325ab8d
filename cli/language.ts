import type { Idioma } from '../src/errors.ts'

/** The reader's language after the locale variables, in their order (locale(7)); Spanish where it is not one of ours. */
export const languageOf = (env: NodeJS.ProcessEnv): Idioma => {
  const locale = env.LC_ALL || env.LC_MESSAGES || env.LANG || ''
  const language = locale.slice(0, 2).toLowerCase()
  return language === 'pt' || language === 'en' ? language : 'es'
}
