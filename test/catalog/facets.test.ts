import t from 'tap'
import { openCatalog, refused } from './opened.ts'

t.test('facets count what is published, under the names of the filters that find it', async (t) => {
  const { box, ana, luz, made } = await openCatalog(t)
  await made(ana, { categoria: 'música', etiquetas: ['son', 'agua'], idioma: 'es', region: 'MX-OAX' })
  await made(luz, { etiquetas: ['son'], idioma: 'nah', metadatos_enriquecidos: { tema_social: ['agua', 'lengua'] } })
  await made(luz, { etiquetas: ['oculta'], categoria: 'oculta', estado: 'oculto', region: 'CO-CAU' })
  await made(luz, { etiquetas: ['borrador'], idioma: 'pt', estado: 'borrador' })
  t.match(await box.call('GET /api/content/facets'), {
    status: 200,
    body: {
      categoria: [{ valor: 'música', cuantos: 1 }],
      etiqueta: [
        { valor: 'son', cuantos: 2 },
        { valor: 'agua', cuantos: 1 },
      ],
      idioma: [{ valor: 'es' }, { valor: 'nah' }],
      region: [{ valor: 'MX-OAX', cuantos: 1 }],
      tema: [{ valor: 'agua' }, { valor: 'lengua' }],
    },
  })
  const { body } = await box.call('GET /api/content/facets', { token: luz.token })
  t.equal(body.etiqueta.length, 2, 'nor is what is one’s own and not published')
  t.equal(body.region.length, 1)
  t.match((await box.call('GET /api/content/facets?limite=1')).body.etiqueta, { length: 1, 0: { valor: 'son' } })
})

t.test('each value of a facet finds as many contents as it says', async (t) => {
  const { box, ana, made } = await openCatalog(t)
  for (let n = 0; n < 7; n++)
    await made(ana, { etiquetas: n % 2 ? ['a & b', 'ñandú'] : ['ñandú'], categoria: n % 3 ? 'cuentos' : null })
  const { body } = await box.call('GET /api/content/facets')
  const facets = Object.entries(body) as [string, { valor: string; cuantos: number }[]][]
  for (const [field, values] of facets)
    for (const { valor, cuantos } of values) {
      const list = await box.call(`GET /api/content/list?${new URLSearchParams({ [field]: valor })}`)
      t.equal(list.body.total, cuantos, `${field} ${valor}`)
    }
})

t.test('what the call does not know is refused', async (t) => {
  const { box } = await openCatalog(t)
  t.match(await box.call('GET /api/content/facets?limite=101'), refused(422, 'datos_invalidos'))
  t.match(await box.call('GET /api/content/facets?q=son'), refused(422, 'datos_invalidos'))
})
