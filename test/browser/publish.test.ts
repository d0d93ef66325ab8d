import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { ffmpeg } from '../packaging/real-media.ts'
import { HOST, launch, plays, watched } from './browser.ts'
import { startNode } from './node-process.ts'

const node = await startNode()
const browser = await launch()
const base = `http://${HOST}:${node.port}`
const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'es-MX' })
t.teardown(async () => {
  await browser.close()
  await node.stop()
})

/** Noise: some megabytes that no encoder makes small. */
const film = join(t.testdir(), 'fiesta_grande.mp4')
await ffmpeg(
  ...[
    '-f',
    'lavfi',
    '-i',
    'nullsrc=s=320x240:r=25,geq=random(1)*255:128:128',
    '-f',
    'lavfi',
    '-i',
    'sine=f=440:r=48000',
  ],
  ...['-t', '4', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25', '-pix_fmt', 'yuv420p', '-c:a', 'aac', film],
)

t.test('a file goes on where it was after its page is closed, and is played', { timeout: 240_000 }, async (t) => {
  const first = await watched(context)
  await first.page.goto(`${base}/primer-inicio?codigo=${node.code}`)
  await first.page.getByLabel('Nombre').fill('Radio del Valle')
  await first.page.getByLabel('Correo').fill('radio@example.org')
  await first.page.getByLabel('Clave', { exact: true }).fill('una clave de prueba')
  await first.page.getByRole('button', { name: 'Crear y entrar' }).click()
  await first.page.getByRole('link', { name: 'Publicar' }).click()
  const bytes = statSync(film).size
  // A link that dies half-way, and stays dead: the box has the first half, and the page never hears of it.
  let cuts = 0
  await first.page.route('**/api/content/uploads/*', async (route, request) => {
    if (request.method() === 'PATCH' && cuts++ === 0) {
      const headers = await request.allHeaders()
      const body = readFileSync(film).subarray(0, Math.floor(bytes / 2))
      await fetch(request.url().replace(HOST, '127.0.0.1'), {
        method: 'PATCH',
        headers: {
          authorization: headers.authorization ?? '',
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
        },
        body,
      })
    }
    await route.abort('connectionreset')
  })
  await first.page.getByLabel('Archivo').setInputFiles(film)
  t.equal(await first.page.getByLabel('Título', { exact: true }).inputValue(), 'fiesta grande')
  await first.page.getByLabel('Título', { exact: true }).fill('La fiesta grande')
  await first.page.getByLabel('Etiquetas').fill('fiesta, #banda')
  await first.page.getByRole('button', { name: 'Subir' }).click()
  await first.page.getByText('esperando la red').waitFor()
  await first.page.close()

  const { page, errors } = await watched(context)
  await page.goto(`${base}/publicar`)
  await page.getByText(/Quedó a medias. Elige otra vez fiesta_grande.mp4/).waitFor()
  const asked = page.waitForResponse((answer) => answer.request().method() === 'HEAD')
  await page.locator('.begun-file input').setInputFiles(film)
  const offset = Number((await asked).headers()['upload-offset'])
  t.equal(offset, Math.floor(bytes / 2), 'from there on, not from the front')
  await page.getByRole('link', { name: 'Abrir su página' }).click()
  await page.getByRole('heading', { name: 'La fiesta grande' }).waitFor()
  await page.getByRole('button', { name: 'Toca para empezar' }).click({ timeout: 120_000 })
  t.ok(await plays(page))
  t.equal(await page.getByRole('link', { name: '#banda' }).count(), 1)
  t.same(errors, [])
  await page.close()
})

t.test('what is said of it is changed, subtitles are added and shown, and it is hidden from others', async (t) => {
  const { page, errors } = await watched(context)
  await page.goto(base)
  await page
    .getByRole('link', { name: /La fiesta grande/ })
    .first()
    .click()
  await page.getByRole('link', { name: 'Cambiar' }).click()
  await page.getByLabel('Título', { exact: true }).fill('La fiesta grande, segundo día')
  await page.getByLabel('Categoría').selectOption({ label: 'Fiestas y tradiciones' })
  const subtitles = page.locator('section', { has: page.getByRole('heading', { name: 'Subtítulos' }) })
  await subtitles.getByLabel('Idioma').selectOption({ label: 'diidxazá (zapoteco)' })
  await subtitles.getByLabel('Archivo').setInputFiles({
    name: 'palabras.srt',
    mimeType: 'application/x-subrip',
    buffer: Buffer.from('1\n00:00:00,000 --> 00:00:04,000\nPadiuxhi\n'),
  })
  await subtitles.getByRole('button', { name: 'Agregar subtítulos' }).click()
  await subtitles.locator('strong', { hasText: 'diidxazá (zapoteco)' }).waitFor()
  t.equal(
    await page.getByLabel('Título', { exact: true }).inputValue(),
    'La fiesta grande, segundo día',
    'what was written stays',
  )
  await page.getByRole('button', { name: 'Guardar' }).click()
  await page.getByRole('heading', { name: 'La fiesta grande, segundo día' }).waitFor()
  await page.getByRole('link', { name: 'Fiestas y tradiciones' }).waitFor()
  await page.getByRole('button', { name: 'Toca para empezar' }).click()
  await page.getByRole('combobox', { name: 'Subtítulos' }).selectOption({ label: 'diidxazá (zapoteco)' })
  const shown = () => document.querySelector('video')?.textTracks[0]?.cues?.length === 1
  await page.waitForFunction(shown)
  await page.locator('.owner-acts').getByRole('button', { name: 'Ocultar' }).click()
  await page.getByText('Está oculto: solo lo ven').waitFor()
  const stranger = await watched(await browser.newContext({ locale: 'es-MX' }))
  await stranger.page.goto(page.url())
  await stranger.page.getByRole('heading', { name: 'Aquí no hay nada' }).waitFor()
  t.same([...errors, ...stranger.errors], [])
  await page.close()
})

t.test('a text is written and published', async (t) => {
  const { page, errors } = await watched(context)
  await page.goto(`${base}/publicar`)
  await page.getByRole('button', { name: 'Un texto' }).click()
  await page.getByRole('button', { name: 'Publicar' }).click()
  t.equal(await page.getByText('Falta llenar esto.').count(), 2)
  await page.getByRole('textbox', { name: 'Texto' }).fill('# Acuerdos\n\nEl **agua** es de todos. <script>1</script>')
  await page.getByLabel('Título', { exact: true }).fill('Acta')
  await page.getByRole('button', { name: 'Publicar' }).click()
  await page.getByRole('heading', { name: 'Acuerdos' }).waitFor()
  t.equal(await page.locator('.prose strong').textContent(), 'agua')
  t.equal(await page.locator('.prose script').count(), 0)
  t.same(errors, [])
  await page.close()
})
