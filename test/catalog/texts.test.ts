import t from 'tap'
import { createMarkdown, plainHtml } from '../../src/catalog/markdown.ts'
import { openCatalog, refused } from './opened.ts'

t.test('the body of a texto is told as HTML that is safe to show, and lists go without it', async (t) => {
  const { box, ana, made, as } = await openCatalog(t)
  const cuerpo = '# Agua\n\nDel **río**.\n\n| día | hora |\n|-|-|\n| lunes | 7 |\n'
  const path = `/api/content/${await made(ana, { tipo: 'texto', cuerpo })}`
  const { body } = await box.call(`GET ${path}`)
  t.equal(body.cuerpo, cuerpo)
  for (const part of ['<h1>Agua</h1>', '<strong>río</strong>', '<td>lunes</td>']) t.match(body.cuerpo_html, part)
  const [row] = (await box.call('GET /api/content/list')).body.datos
  t.notOk('cuerpo' in row || 'cuerpo_html' in row)

  t.match(await as(ana).put(path, { cuerpo: '*Otra*\n' }), { body: { cuerpo_html: '<p><em>Otra</em></p>\n' } })
  t.match(await as(ana).put(path, { cuerpo: ' \n' }), refused(422, 'datos_invalidos'))
  t.match((await box.call(`GET /api/content/${await made(ana)}`)).body, { cuerpo: null, cuerpo_html: null })
})

t.test('nothing in a text becomes script, style, frame or an address that runs', async (t) => {
  const { html } = createMarkdown()
  const evil = [
    '<script>alert(1)</script>',
    '<img src=x onerror=alert(1)>',
    '[a](javascript:alert(1))',
    '[a](JaVaScRiPt:alert(1))',
    '[a](data:text/html;base64,PHNjcmlwdD4=)',
    '![a](javascript:alert(1))',
    '<iframe src="//x"></iframe>',
    '[a]: vbscript:x\n\n[a]',
    '[a](x "\\" onmouseover=alert(1) ")',
    '<javascript:alert(1)>',
    '```"><script>alert(1)</script>\n```',
    '|<script>|\n|-|\n|<b onclick=x>|',
  ]
  const shown = (await html(evil.join('\n\n'))) ?? ''
  t.match(shown, 'alert(1)', 'as words they are there')
  t.notMatch(shown, /<(?!\/?(?:p|a|img|em|strong|code|pre|table|thead|tbody|tr|th|td)[\s>])/i)
  for (const [, tag = ''] of shown.matchAll(/<(\w[^>]*)>/g)) {
    t.notMatch(tag, /(?:href|src)="\s*(?:javascript|data|vbscript)/i, tag)
    t.notMatch(tag, /^[^"]*(?:"[^"]*"[^"]*)*\son\w+=/i, tag)
  }
})

t.test('a text that would take minutes is given up, and others go on', async (t) => {
  const { box, ana, made, as } = await openCatalog(t)
  const cuerpo = '_a*'.repeat(15_000)
  const id = await made(ana, { tipo: 'texto', cuerpo: 'Hola' })
  t.match(await as(ana).put(`/api/content/${id}`, { cuerpo }), {
    ...refused(422, 'datos_invalidos'),
    body: { error: { detalles: [{ campo: 'cuerpo' }] } },
  })
  const came = await made(ana, { tipo: 'texto', cuerpo })
  const [long, short] = await Promise.all([came, id].map((one) => box.call(`GET /api/content/${one}`)))
  t.equal(long?.body.cuerpo_html, plainHtml(cuerpo))
  t.equal(short?.body.cuerpo_html, '<p>Hola</p>')
})
