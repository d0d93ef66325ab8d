import fc from 'fast-check'
import type { Test } from 'tap'
import type { FilaDiario } from '../../src/model/diario.ts'
import type { Open } from './opened.ts'
import { account, at, content, live, session, streamKey } from './records.ts'

const act = { actor_id: null, fecha: at }

/** The records that a log tells, by kind and id. */
export const replay = (rows: FilaDiario[]) => {
  const records = new Map<string, Record<string, unknown>>()
  for (const { tipo, id_registro, accion, base, lamport, datos } of rows) {
    const key = `${tipo} ${id_registro}`
    const before = records.get(key)
    if ((before?.version ?? 0) !== base) throw new Error(`${key}: base ${base} is not its version ${before?.version}`)
    if (accion === 'del') records.delete(key)
    else
      records.set(key, {
        ...(accion === 'patch' ? before : {}),
        ...(datos as object),
        id: id_registro,
        version: base + 1,
        lamport,
      })
  }
  return records
}

/** Numbers only grow, by one where the family leaves none out, and no two rows share a moment of the Lamport clock. */
const isInOrder = (rows: FilaDiario[], gapless: boolean) =>
  rows.every(({ seq, tx }, i) => tx <= seq && (gapless ? seq === i + 1 : seq > (rows[i - 1]?.seq ?? 0))) &&
  new Set(rows.map(({ lamport }) => lamport)).size === rows.length

/** What every family promises of the change log. */
export const diarioContract = (t: Test, open: Open) => {
  t.test('rows are in order and bear who wrote them, when, and in which unit', async (t) => {
    const { storage, diario, gapless } = await open(t)
    await storage.boots.begin(60_000, at)
    const creator = account()
    await storage.accounts.create(creator)
    const of = content(creator.id)
    const one = live(of)
    await storage.lives.create(one, of)
    await storage.lives.goLive(one.id, at)
    const nodo_id = await storage.identity.nodoId()
    const rows = await diario()
    t.ok(isInOrder(rows, gapless))
    t.match(
      rows.map(({ seq, tx, tipo, accion, base }) => [seq, tx, tipo, accion, base]),
      [
        [1, 1, 'perfil', 'put', 0],
        [2, 2, 'contenidos', 'put', 0],
        [3, 2, 'transmisiones', 'put', 0],
        [4, 4, 'contenidos', 'patch', 1],
        [5, 4, 'transmisiones', 'patch', 1],
      ],
    )
    for (const row of rows)
      t.match(row, { nodo_id, epoca: 1, esquema: 1, reloj: { pared: Number, arranque: 1, confianza: 'baja' } })
    t.same(rows[3]?.datos, { estado: 'publicado', fecha_publicacion: at })
  })

  t.test('a profile tells neither address, role, interests nor hash; sessions and keys tell nothing', async (t) => {
    const { storage, diario } = await open(t)
    const person = account()
    const opened = session(person.id)
    await storage.accounts.create(person, opened)
    await storage.sessions.open(session(person.id), 10)
    await storage.accounts.setPassword(person.id, 'otro hash', at)
    await storage.streamKeys.create(streamKey(person.id))
    t.equal((await diario()).length, 1)
    const totp = { secreto: 's', confirmado_en: at, ultimo_paso: null, recuperacion: [] }
    await storage.accounts.setTotp(person.id, totp, null)
    await storage.accounts.spendTotp(person.id, { paso: 7 })
    t.equal((await diario()).length, 1)
    await storage.accounts.setStanding(person.id, { tipo_usuario: 'admin' }, act)
    const { nombre, region, idioma, perfil_redes, imagen, bio, nodo_id } = person
    t.strictSame(
      (await diario()).map(({ datos }) => datos),
      [
        { nombre, region, idioma, perfil_redes, imagen, bio, nodo_id },
        { nombre, region, idioma, perfil_redes, imagen, bio, nodo_id },
      ],
    )
  })

  t.test('a unit that fails and a change that changes nothing leave no row', async (t) => {
    const { storage, diario, gapless } = await open(t)
    const person = account()
    await storage.accounts.create(person)
    const of = content(person.id)
    const one = live(of)
    await storage.lives.create(one, of)
    const before = await diario()
    await t.rejects(storage.accounts.create(account({ email: person.email })))
    await t.rejects(storage.contents.change(of.id, { titulo: 'x' }, 7))
    await storage.contents.change(of.id, { titulo: of.titulo })
    await storage.lives.interrupt(one.id, at, 1)
    t.same(await diario(), before)
    await storage.contents.change(of.id, { titulo: 'y' })
    t.ok(isInOrder(await diario(), gapless), 'the number of a unit that failed is not lost')
  })

  t.test('whatever is done, many at once, the log told again from its start gives the same records', async (t) => {
    const step = fc.record({
      what: fc.constantFrom('create', 'words', 'goLive', 'interrupt', 'finish', 'hide', 'remove', 'role', 'clock'),
      which: fc.nat(5),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
        const { storage, diario, gapless } = await open(t)
        const { boot } = await storage.boots.begin(60_000, at)
        const creators = [account({ tipo_usuario: 'admin' }), account()]
        for (const one of creators) await storage.accounts.create(one)
        const lives: { id: string; contenido_id: string }[] = []
        await Promise.allSettled(
          steps.map(async ({ what, which }, i) => {
            const one = lives[which % Math.max(1, lives.length)] ?? { id: '', contenido_id: '' }
            if (what === 'create') {
              const of = content(creators[which % 2]?.id ?? '')
              const made = live(of)
              lives.push(made)
              await storage.lives.create(made, of)
            } else if (what === 'words') await storage.lives.change(one.id, { titulo: `título ${i}` })
            else if (what === 'goLive') await storage.lives.goLive(one.id, at + i)
            else if (what === 'interrupt') await storage.lives.interrupt(one.id, at + i, i)
            else if (what === 'finish')
              await storage.lives.finish(one.id, at + i, { duracion_ms: i, espectadores_max: i })
            else if (what === 'hide') await storage.contents.change(one.contenido_id, { estado: 'oculto' })
            else if (what === 'remove') await storage.contents.remove(one.contenido_id)
            else if (what === 'role')
              await storage.accounts.setStanding(
                creators[which % 2]?.id ?? '',
                { tipo_usuario: which > 2 ? 'admin' : 'espectador' },
                act,
              )
            else await storage.boots.correct(boot.numero, which, 'baja', which * 1_000)
          }),
        )
        const rows = await diario()
        if (!isInOrder(rows, gapless)) return false
        const told = replay(rows)
        let known = 0
        const agrees = (tipo: string, record: Record<string, unknown>) => {
          known++
          const row = told.get(`${tipo} ${record.id}`)
          return (
            row !== undefined && Object.entries(row).every(([k, v]) => JSON.stringify(record[k]) === JSON.stringify(v))
          )
        }
        for (const { id } of creators) {
          const found = await storage.accounts.byId(id)
          if (!found || !agrees('perfil', found)) return false
        }
        for (const { id, contenido_id } of lives) {
          const found = await storage.lives.byId(id)
          if (found && !agrees('transmisiones', found.transmision)) return false
          const of = await storage.contents.byId(contenido_id)
          if (of && !agrees('contenidos', of.contenido)) return false
        }
        // Each raise of a version is one row, and there are no others.
        const versions = [...told.values()].reduce((sum, { version }) => sum + Number(version), 0)
        const gone = rows.filter(({ accion }) => accion === 'del').reduce((sum, { base }) => sum + base + 1, 0)
        await storage.stop()
        return told.size === known && rows.length === versions + gone
      }),
      { numRuns: 15 },
    )
  })
}
