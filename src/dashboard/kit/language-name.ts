/** Languages of these lands by their own names, or the usual ones: browsers know few of them. */
const ownNames: Readonly<Record<string, string>> = {
  arn: 'mapudungun',
  ay: 'aymara',
  cak: 'kaqchikel',
  gn: 'avañe’ẽ (guaraní)',
  kek: 'q’eqchi’',
  mam: 'mam',
  maz: 'jñatjo (mazahua)',
  mix: 'tu’un savi (mixteco)',
  nah: 'náhuatl',
  oto: 'hñähñu (otomí)',
  qu: 'runasimi (quechua)',
  quc: 'k’iche’',
  tzh: 'tseltal',
  tzo: 'tsotsil',
  yua: 'maayat’aan (maya)',
  zap: 'diidxazá (zapoteco)',
}
export const ownNamed = Object.keys(ownNames)

/** A language as people call it; elsewhere in the language of the page, and by its tag where nobody knows a name for it. */
export const languageName = (tag: string, inLanguage: string): string => {
  try {
    return ownNames[tag] ?? new Intl.DisplayNames(inLanguage, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
