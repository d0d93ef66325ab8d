import fc from 'fast-check'
import t from 'tap'
import { foundBy, wordsOf } from '../../src/projections/words.ts'

t.test('accents and case make no difference', async (t) => {
  t.same(wordsOf('La Niña PERDIÓ su canción'), ['la', 'nina', 'perdio', 'su', 'cancion'])
  t.same(wordsOf('Coração, MAÇÃ; pão-de-açúcar'), ['coracao', 'maca', 'pao', 'de', 'acucar'])
  t.same(wordsOf('Straße Ærø'), ['strasse', 'aero'])
})

t.test('composed and decomposed text are the same words', async (t) => {
  const text = 'Ñuu Savi · ñe’ẽ · g̃uahẽ · Nāhuatl · a̱t’o̱ · Ḻafkenche'
  t.same(wordsOf(text.normalize('NFD')), wordsOf(text.normalize('NFC')))
  t.same(wordsOf(text), ['nuu', 'savi', 'nee', 'guahe', 'nahuatl', 'ato', 'lafkenche'])
})

t.test('every shape of a glottal mark is the same word', async (t) => {
  const shapes = ["'", '’', '‘', 'ʼ', 'ʻ', 'ꞌ', 'Ꞌ', '`', '´', '′', '＇', 'ˀ']
  for (const shape of shapes) t.same(wordsOf(`K${shape}iche${shape} Q${shape}ij`), ['kiche', 'qij'], shape)
})

t.test('letters with a stroke and marks of length stand for the plain letter', async (t) => {
  t.same(wordsOf('Wixárika hɨkɨri, tsʉtsʉ, Ka꞉ntá, maːqa'), ['wixarika', 'hikiri', 'tsutsu', 'kanta', 'maqa'])
})

t.test('other scripts and digits are words too; signs are none', async (t) => {
  t.same(wordsOf('ᏣᎳᎩ 2026 ½ ﬁesta № 5'), ['ᏣᎳᎩ'.toLowerCase(), '2026', '1', '2', 'fiesta', 'no', '5'])
  t.same(wordsOf(' — ¡…! 🎉 '), [])
})

t.test('a word is found with and without what leans on it', async (t) => {
  t.same(foundBy("Copo d'água e L’amor"), ['copo', 'dagua', 'agua', 'e', 'lamor', 'amor'])
  t.same(foundBy("k'in sold'ado"), ['kin', 'soldado'], 'a glottal sound is no elision')
})

t.test('a word without end is cut, and never inside a letter', async (t) => {
  t.same(
    wordsOf('𐐨'.repeat(50)).map((each) => [...each].length),
    [40, 10],
  )
})

t.test('the words of words are themselves', async (t) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const words = wordsOf(text)
      t.same(wordsOf(words.join(' ')), words)
      t.same(wordsOf(text.normalize('NFD')), wordsOf(text.normalize('NFC')))
    }),
    { numRuns: 2_000 },
  )
})

t.test('a text is found by all of its words, the first time and again', async (t) => {
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 20 })).map((pieces) => pieces.join(' '))
  fc.assert(
    fc.property(texts, (text) => {
      const found = foundBy(text)
      t.same(new Set(wordsOf(text)).difference(new Set(found)), new Set())
      t.same(foundBy(text), found)
    }),
    { numRuns: 1_000 },
  )
})
