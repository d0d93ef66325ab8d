import t from 'tap'
import { launch, watched } from '../browser/browser.ts'
import { openBox } from './box.ts'

t.test('the page of the API shows every call in the language of its reader, under the policy of the box', async (t) => {
  const box = await openBox(t)
  const browser = await launch()
  t.teardown(() => browser.close())
  const context = await browser.newContext({ locale: 'pt-BR' })
  const { page, errors, hosts } = await watched(context)
  await page.goto(`${box.base}/api/docs`)
  await page.getByText('/api/live/start').click()
  t.match(
    (await page.locator('details[open]').textContent()) ?? '',
    /Com conta.*Idempotency-Key.*titulo: string 1–200.*413 cuerpo_demasiado_grande/s,
  )
  const { body } = await box.call('GET /api/openapi.json')
  const calls = Object.values(body.paths).flatMap((path) => Object.keys(path as object))
  t.equal(await page.locator('details').count(), calls.length)
  t.same(errors, [])
  t.same([...hosts], [new URL(box.base).hostname])
})
