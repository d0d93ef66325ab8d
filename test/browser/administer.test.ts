import t from 'tap'
import { HOST, launch, watched } from './browser.ts'
import { startNode } from './node-process.ts'

const node = await startNode()
const browser = await launch()
const base = `http://${HOST}:${node.port}`
const password = 'una clave de prueba'
/** A phone. */
const phone = async () => watched(await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'es-MX' }))
const admin = await phone()
const artist = await phone()
t.teardown(async () => {
  await browser.close()
  await node.stop()
})
const fits = async ({ page }: typeof admin) => (await page.evaluate(() => document.documentElement.scrollWidth)) <= 360

t.test('an admin opens an account for somebody without email, who enters with its code', async (t) => {
  const { page } = admin
  await page.goto(`${base}/primer-inicio?codigo=${node.code}`)
  await page.getByLabel('Nombre').fill('Radio del Valle')
  await page.getByLabel('Correo').fill('radio@example.org')
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Crear y entrar' }).click()
  await page.getByRole('link', { name: 'Mi cuenta' }).click()
  await page.getByRole('link', { name: 'Administrar' }).click()
  await page.getByText('No hay denuncias pendientes.').waitFor()
  await page.getByLabel('Nombre').fill('Abuela Luz')
  await page.getByRole('button', { name: 'Abrir la cuenta' }).click()
  await page.getByRole('button', { name: 'Dar un código a Abuela Luz' }).click()
  const link = await page.getByRole('textbox', { name: 'Enlace para entrar' }).inputValue()
  t.ok(await fits(admin))

  await artist.page.goto(link)
  await artist.page.getByLabel('Correo').fill('luz@radio')
  await artist.page.getByLabel('Clave nueva').fill(password)
  await artist.page.getByRole('button', { name: 'Entrar' }).click()
  await artist.page.getByRole('heading', { name: 'Mi cuenta' }).waitFor()
  t.ok(await artist.page.getByRole('link', { name: 'Publicar' }).isVisible(), 'and may publish')
  await artist.page.goto(link)
  await artist.page.getByLabel('Clave nueva').fill(password)
  await artist.page.getByRole('button', { name: 'Entrar' }).click()
  await artist.page.getByRole('alert').waitFor()
})

t.test('what somebody reports waits for the admin, who hides it; its maker is told', async (t) => {
  await artist.page.goto(`${base}/publicar`)
  await artist.page.getByRole('button', { name: 'Texto' }).click()
  await artist.page.getByLabel('Título').fill('Un rumor')
  await artist.page.locator('textarea[name=cuerpo]').fill('Dicen que…')
  await artist.page.locator('form').getByRole('button', { name: 'Publicar' }).click()
  await artist.page.waitForURL(/\/c\//)
  const neighbour = await phone()
  await neighbour.page.goto(`${base}/registro`)
  await neighbour.page.getByLabel('Nombre').fill('Vecina')
  await neighbour.page.getByLabel('Correo').fill('vecina@example.org')
  await neighbour.page.getByLabel('Clave', { exact: true }).fill(password)
  await neighbour.page.getByText('Mirar y escuchar').click()
  await neighbour.page.getByRole('button', { name: 'Crear cuenta' }).click()
  await neighbour.page.getByRole('link', { name: 'Mi cuenta' }).waitFor()
  await neighbour.page.goto(artist.page.url())
  await neighbour.page.getByRole('button', { name: 'Denunciar' }).click()
  await neighbour.page.getByRole('dialog').getByText('Es engañoso').click()
  await neighbour.page.getByRole('dialog').getByRole('button', { name: 'Enviar la denuncia' }).click()
  await neighbour.page.getByText(/Quien administra este nodo lo va a revisar/).waitFor()

  const { page } = admin
  await page.reload()
  await page.getByRole('link', { name: 'Un rumor' }).waitFor()
  await page.getByText('Es engañoso').waitFor()
  await page.getByLabel('Qué se decide, y por qué').fill('No se ha comprobado')
  t.ok(await fits(admin))
  await page.getByRole('button', { name: 'Tiene razón' }).click()
  await page.getByText('No hay denuncias pendientes.').waitFor()
  await neighbour.page.reload()
  await neighbour.page.getByText('Aquí no hay nada').waitFor()
  await artist.page.getByRole('link', { name: 'Avisos, 1 sin leer' }).click()
  await artist.page.getByText('Quien administra decidió sobre algo tuyo').waitFor()
})

t.test('an admin blocks a person on their page, who is out at once, and says why in the audit', async (t) => {
  const { page } = admin
  await artist.page.getByRole('link', { name: 'Mi cuenta' }).click()
  const theirs = await artist.page.getByRole('link', { name: 'Ver tu página' }).getAttribute('href')
  await page.goto(base + theirs)
  await page.getByText('Permisos de esta persona').click()
  await page.getByLabel('Puede entrar').uncheck()
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByLabel('Por qué').fill('Lo pidió la asamblea')
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.goto(`${base}/administrar`)
  await page.getByText(/Lo pidió la asamblea/).waitFor()
  t.ok(await fits(admin))
  await artist.page.reload()
  await artist.page.getByText('Entra para ver lo tuyo').waitFor()
})
