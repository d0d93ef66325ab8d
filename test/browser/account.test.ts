import { join } from 'node:path'
import { generate } from 'otplib'
import t from 'tap'
import { ffmpeg } from '../packaging/real-media.ts'
import { HOST, launch, watched } from './browser.ts'
import { startNode } from './node-process.ts'

const node = await startNode()
const browser = await launch()
const base = `http://${HOST}:${node.port}`
const password = 'una clave de prueba'
/** A phone. */
const phone = () => browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'es-MX' })
const ana = await watched(await phone())
const luz = await watched(await phone())
t.teardown(async () => {
  await browser.close()
  await node.stop()
})
const fits = async ({ page }: typeof ana) => (await page.evaluate(() => document.documentElement.scrollWidth)) <= 360

t.before(async () => {
  await ana.page.goto(`${base}/primer-inicio?codigo=${node.code}`)
  await ana.page.getByLabel('Nombre').fill('Radio del Valle')
  await ana.page.getByLabel('Correo').fill('radio@example.org')
  await ana.page.getByLabel('Clave', { exact: true }).fill(password)
  await ana.page.getByRole('button', { name: 'Crear y entrar' }).click()
  await ana.page.getByRole('link', { name: 'Mi cuenta' }).click()
  await ana.page.getByRole('heading', { name: 'Cómo te ven' }).waitFor()
})

t.test('a profile, a picture and preferences are changed, and are so after a reload', async (t) => {
  const { page } = ana
  const section = (name: string) => page.getByRole('region', { name, exact: true })
  const picture = join(t.testdir(), 'cara.png')
  await ffmpeg('-f', 'lavfi', '-i', 'color=orange:size=800x800', '-frames:v', '1', picture)
  await section('Tu imagen').getByLabel('Elegir otra imagen').setInputFiles(picture)
  await section('Tu imagen').getByText('Guardado.').waitFor()
  const profile = section('Cómo te ven')
  await profile.getByLabel('Sobre ti').fill('Radio de la sierra')
  await profile.getByLabel('En otros sitios').fill('sin dirección')
  await profile.getByRole('button', { name: 'Guardar' }).click()
  await profile
    .getByText(/empiece con https/)
    .first()
    .waitFor()
  await profile.getByLabel('En otros sitios').fill('Mastodon https://red.example/@radio')
  await profile.getByRole('button', { name: 'Guardar' }).click()
  await profile.getByText('Guardado.').waitFor()
  const preferences = section('Preferencias')
  await preferences.getByLabel('alguien me sigue').uncheck()
  await preferences.getByLabel('Ahorrar datos').check()
  await preferences.getByRole('button', { name: 'Guardar' }).click()
  await preferences.getByText('Guardado.').waitFor()
  await page.reload()
  t.equal(await section('Cómo te ven').getByLabel('Sobre ti').inputValue(), 'Radio de la sierra')
  t.equal(
    await section('Cómo te ven').getByLabel('En otros sitios').inputValue(),
    'Mastodon https://red.example/@radio',
  )
  t.notOk(await section('Preferencias').getByLabel('alguien me sigue').isChecked())
  t.ok(await section('Preferencias').getByLabel('Ahorrar datos').isChecked())
  t.ok(await section('Tu imagen').getByRole('button', { name: 'Quitar la imagen' }).isVisible())
  t.ok(await fits(ana), 'nothing is wider than a phone')
  await section('Preferencias').getByLabel('alguien me sigue').check()
  await section('Preferencias').getByRole('button', { name: 'Guardar' }).click()
  await section('Preferencias').getByText('Guardado.').waitFor()
})

t.test('who is followed sees it at once beside the bell, and reads it', async (t) => {
  const { page } = luz
  await page.goto(`${base}/registro`)
  await page.getByLabel('Nombre').fill('Luz')
  await page.getByLabel('Correo').fill('luz@example.org')
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByText('Mirar y escuchar').click()
  await page.getByRole('button', { name: 'Crear cuenta' }).click()
  await page.getByRole('link', { name: 'Mi cuenta' }).waitFor()
  const theirs = await ana.page.getByRole('link', { name: 'Ver tu página' }).getAttribute('href')
  await page.goto(base + theirs)
  await page.getByRole('button', { name: 'Seguir a Radio del Valle' }).click()
  await ana.page.getByRole('link', { name: 'Avisos, 1 sin leer' }).click()
  await ana.page.getByText('Alguien te sigue').waitFor()
  t.ok(await fits(ana))
  await ana.page.getByRole('button', { name: 'Marcar todo como leído' }).click()
  await ana.page.getByRole('link', { name: 'Avisos', exact: true }).waitFor()
  t.equal(await ana.page.getByRole('button', { name: 'Marcar todo como leído' }).count(), 0)
})

t.test('a second step is turned on with a code, asked for at the next sign-in, and turned off', async (t) => {
  const { page } = luz
  await page.getByRole('link', { name: 'Mi cuenta' }).click()
  await page.getByRole('button', { name: 'Activar', exact: true }).click()
  await page.getByRole('img', { name: /Código QR/ }).waitFor()
  const secret = await page.getByRole('textbox', { name: 'Clave para escribir a mano' }).inputValue()
  await page.getByLabel('Código', { exact: true }).fill('000000')
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Código', { exact: true }).fill(await generate({ secret }))
  await page.getByRole('button', { name: 'Confirmar' }).click()
  await page.getByText(/Guarda estos códigos en papel/).waitFor()
  const codes = await page.locator('.codes li').allTextContents()
  t.equal(codes.length, 10)
  t.ok(await fits(luz))
  await page.getByRole('button', { name: 'Salir', exact: true }).click()
  await page.getByRole('navigation').getByRole('link', { name: 'Entrar' }).click()
  await page.getByLabel('Correo').fill('luz@example.org')
  await page.getByLabel('Clave', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByLabel('Código').fill(codes[0] ?? '')
  await page.getByRole('button', { name: 'Entrar' }).click()
  await page.getByRole('link', { name: 'Mi cuenta' }).click()
  await page.getByRole('button', { name: 'Desactivar' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Desactivar' }).click()
  await page.getByRole('button', { name: 'Activar', exact: true }).waitFor()
})

t.test('another device is signed out from here, and hears of it', async (t) => {
  const other = await watched(await phone())
  await other.page.goto(`${base}/entrar?a=/cuenta`)
  await other.page.getByLabel('Correo').fill('luz@example.org')
  await other.page.getByLabel('Clave', { exact: true }).fill(password)
  await other.page.getByRole('button', { name: 'Entrar' }).click()
  await other.page.getByRole('heading', { name: 'Dónde has entrado' }).waitFor()
  await luz.page.reload()
  await luz.page.getByRole('button', { name: 'Salir de todos los demás' }).click()
  await luz.page.getByText('este dispositivo').waitFor()
  t.equal(await luz.page.getByRole('button', { name: /^Salir de / }).count(), 0)
  await other.page.reload()
  await other.page.getByText('Entra para ver lo tuyo').waitFor()
})

t.test('what is one’s own is taken home, and an account erased by whoever writes its name', async (t) => {
  const { page } = luz
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Llevarme mis datos' }).click()
  t.match((await download).suggestedFilename(), /\.zip$/)
  await page.getByRole('button', { name: 'Borrar mi cuenta' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Borrar mi cuenta' }).click()
  await dialog.getByText('Para borrarla, escribe «Luz».').nth(1).waitFor()
  await dialog.getByLabel(/Para borrarla/).fill('Luz')
  await dialog.getByRole('button', { name: 'Borrar mi cuenta' }).click()
  await page.getByRole('navigation').getByRole('link', { name: 'Entrar' }).waitFor()
  t.equal(new URL(page.url()).pathname, '/')
})
