/** A language as people call it, in the language of the page; its tag where the browser knows no name for it. */
export const languageName = (tag: string, inLanguage: string): string => {
  try {
    return new Intl.DisplayNames(inLanguage, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
