import t from 'tap'
import { afterSignIn, emailProblem, newPasswordProblem } from '../../src/dashboard/account/checks.ts'
import { addressOf, askedIn, narrowing } from '../../src/dashboard/catalog/filters.ts'
import { clockTime, when } from '../../src/dashboard/kit/spoken-time.ts'
import { categories } from '../../src/dashboard/kit/vocabulary.ts'
import { match } from '../../src/dashboard/router.ts'
import { createTabLock } from '../../src/dashboard/tab-lock.ts'
import { en } from '../../src/dashboard/texts/en.ts'
import { es } from '../../src/dashboard/texts/es.ts'
import { pt } from '../../src/dashboard/texts/pt.ts'
import { firstCategories } from '../../src/model/categoria.ts'

t.test('an address names its page and its parts', async (t) => {
  t.same(match('/v/:code', '/v/k7mp2'), { code: 'k7mp2' })
  t.same(match('/v/:code', '/v/k7mp2/'), { code: 'k7mp2' })
  t.same(match('/c/:id', '/c/a%20b'), { id: 'a b' })
  t.same(match('/c/:id', '/c/%E0%A4%A'), { id: '%E0%A4%A' }, 'a broken escape is no crash')
  t.same(match('/', '/'), {})
  t.equal(match('/v/:code', '/v/'), undefined)
  t.equal(match('/v/:code', '/c/k7mp2'), undefined)
  t.equal(match('/estudio', '/estudio/x'), undefined)
})

t.test('the address of the catalog says what is asked of it, and nothing that it does not know', async (t) => {
  const search = '?q=+r%C3%ADo+&tipo=audio&etiqueta=a&etiqueta=b&etiqueta=a&etiqueta=&idioma=zap&orden=populares'
  const asked = askedIn(search)
  t.match(asked, { q: 'río', tipo: 'audio', etiqueta: ['a', 'b'], idioma: 'zap', orden: 'populares' })
  t.equal(narrowing(asked), 4)
  t.same(askedIn(addressOf(asked).replace('/catalogo', '')), asked)
  t.equal(addressOf(askedIn('?tipo=otro&orden=x&nada=1&q=')), '/catalogo')
})

t.test('a sign-in leads back to a page of this site and to no other', async (t) => {
  t.equal(afterSignIn('/estudio/1'), '/estudio/1')
  for (const wanted of [undefined, '', 'https://other.example', '//other.example', '/\\other.example']) {
    t.equal(afterSignIn(wanted), '/estudio')
  }
})

t.test('a password is measured in characters and in the bytes that count', async (t) => {
  t.equal(newPasswordProblem('nueve9999', es), es.needPassword)
  t.equal(newPasswordProblem('diez 10101', es), undefined)
  t.equal(newPasswordProblem('ñ'.repeat(36), es), undefined)
  t.equal(newPasswordProblem('ñ'.repeat(37), es), es.longPassword)
  t.equal(emailProblem('a@b', es), undefined)
  t.equal(emailProblem('a b@c', es), es.needEmail)
})

t.test('lengths and moments are spoken as people do', async (t) => {
  t.equal(clockTime(0), '0:00')
  t.equal(clockTime(247.9), '4:07')
  t.equal(clockTime(3909), '1:05:09')
  const now = Date.UTC(2026, 5, 15, 12)
  t.equal(when(now - 2 * 3_600_000, 'es', now), 'hace 2 horas')
  t.equal(when(now - 86_400_000, 'pt', now), 'ontem')
  t.match(when(now - 30 * 86_400_000, 'en', now), /May.*2026/)
  t.match(when(now + 86_400_000, 'es', now), /jun.*2026/, 'a box that is ahead shows a date')
})

t.test('every language says something of its own everywhere', async (t) => {
  const same = new Set(['studio', 'description', 'video', 'encoder', 'obsProfile', 'obsTune', 'volume', 'mode'])
  for (const other of [pt, en]) {
    t.same(Object.keys(other).toSorted(), Object.keys(es).toSorted())
    for (const [key, text] of Object.entries(other)) t.ok(text, key)
  }
  const untranslated = Object.keys(es).filter((key) => {
    const [a, b] = [es[key as keyof typeof es], en[key as keyof typeof en]]
    return typeof a === 'string' && a === b && !same.has(key)
  })
  t.same(untranslated, ['obsAudioValue'])
})

t.test('the categories that every box has are called as it calls them', async (t) => {
  t.same(
    categories,
    firstCategories.map(({ codigo }) => codigo),
  )
  for (const { codigo, nombre } of firstCategories)
    for (const [language, texts] of Object.entries({ es, pt, en }))
      t.equal(texts[`category_${codigo}` as keyof typeof es], nombre[language as 'es' | 'pt' | 'en'])
})

t.test('two tabs never hold the lock at once, and a tab that died does not hold it for ever', async (t) => {
  const kept = new Map<string, string>()
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as unknown as Storage
  kept.set('nodo.renovando', `dead ${Date.now() - 1}`)
  let inside = 0
  let most = 0
  const work = async () => {
    inside++
    most = Math.max(most, inside)
    await new Promise((resolve) => setTimeout(resolve, 20))
    inside--
  }
  await Promise.all(['a', 'b', 'c'].map((tab) => createTabLock(storage, tab)(work)))
  t.equal(most, 1)
  t.equal(kept.size, 0)
})
