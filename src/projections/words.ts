import { remembering } from './remembering.ts'

/**
 * How text is compared where people search: one normaliser for what is kept and for what is asked, in both families, so
 * that the same words are found. Case and accents fall away in any script (Unicode NFKD, then marks, UAX #15), `ñ` with
 * them: keyboards and file names often lack it. So do the apostrophes of glottal sounds, in all the shapes that keyboards
 * make of them (k'iche', kʼicheʼ, kꞌicheꞌ are one word), and marks of length. Letters with a stroke, which Unicode does
 * not take apart, stand for their plain ones.
 */

/** Apostrophes, saltillo, ʻokina, primes and grave accents as they are typed for a glottal sound. */
const glottal = "'`´‘’‛′ʹʻʼʽʾʿˀˈˊꞋꞌ"
const anyGlottal = new RegExp(`[${glottal}]`)
/** What is written and not compared: those, marks of length, soft hyphens and joiners. */
const silent = new RegExp(`[\\p{M}${glottal}ː꞉\\u00ad\\u200b-\\u200d\\u2060\\ufeff]`, 'gu')
/** In Portuguese and its neighbours an article or preposition leans on the word behind it: d'água. */
const leaning = new RegExp(`(?<![\\p{L}\\p{N}${glottal}])[dl][${glottal}](?=[aeiouh])`, 'gu')

const plain: Readonly<Record<string, string>> = {
  ...{ ƀ: 'b', đ: 'd', ɇ: 'e', ħ: 'h', ı: 'i', ɨ: 'i', ł: 'l', ø: 'o', ŧ: 't', ʉ: 'u' },
  ...{ ß: 'ss', æ: 'ae', œ: 'oe' },
}
const stroked = new RegExp(`[${Object.keys(plain).join('')}]`, 'g')

/** Forty letters are longer than any word: what goes on without end is cut into pieces. */
const word = /[\p{L}\p{N}]{1,40}/gu

// U+00B4 is an apostrophe on many keyboards; NFKD would make a space and an accent of it.
const decomposed = (text: string): string => text.replaceAll('´', "'").normalize('NFKD').toLowerCase()

/** Letters of most texts are plain ones once their marks are gone: the same rules then need no tables of Unicode. */
const wordsIn = (text: string): string[] => {
  const bare = text.replace(/[\u0300-\u036f]/g, '')
  return /^[\0-\x7f]*$/.test(bare) ? (bare.replace(/['`]/g, '').match(/[a-z0-9]{1,40}/g) ?? []) : anyWordsIn(text)
}

const anyWordsIn = (text: string): string[] =>
  text
    .replace(silent, '')
    .replace(stroked, (letter) => plain[letter] ?? letter)
    .match(word) ?? []

/** The words of a text as they are compared, in their order; one that comes twice is there twice. */
export const wordsOf = (text: string): string[] => wordsIn(decomposed(text))

/**
 * A language says much with few words: about a megabyte of them is at hand. What V8 cuts out of a text and is longer than
 * this it keeps as a view of the whole, which would stay with it.
 */
const foundIn = remembering({ most: 8192, longest: 12 }, (piece): readonly string[] => {
  const compared = decomposed(piece)
  const apart = anyGlottal.test(compared) ? compared.replace(leaning, ' ') : compared
  return apart === compared ? wordsIn(compared) : [...wordsIn(compared), ...wordsIn(apart)]
})

/** The words by which a text is found, some more than once: `d'água` by `dagua` and by `agua`. */
export const foundBy = (text: string): string[] => {
  const words: string[] = []
  // No rule looks past a space.
  for (const piece of text.split(' ')) for (const word of foundIn(piece)) words.push(word)
  return words
}
