import fc from 'fast-check'
import type { Test } from 'tap'
import { newId } from '../../src/model/ids.ts'
import type { EstadoPregunta } from '../../src/model/pregunta.ts'
import type { Storage } from '../../src/storage/storage.ts'
import { question } from './acts.ts'
import type { Open } from './opened.ts'
import { account, at, content, keptAnswer, live } from './records.ts'

const withLive = async (open: Open, t: Test) => {
  const opened = await open(t)
  const { storage } = opened
  const ana = account({ nombre: 'Ana' })
  await storage.accounts.create(ana)
  /** Another live, over already. @returns it and its content */
  const another = async () => {
    const of = content(ana.id)
    const one = live(of, { estado: 'finalizada' })
    await storage.lives.create(one, of)
    return { sala: one.id, contenido: of.id }
  }
  return { ...opened, ana: ana.id, another, ...(await another()) }
}

const asked = async ({ questions }: Storage, sala: string, estado?: EstadoPregunta, between = async () => {}) => {
  const texts: string[] = []
  for (let cursor: string | undefined; ; ) {
    const { rows, next } = await questions.of(sala, estado, 2, cursor)
    texts.push(...rows.map(({ pregunta }) => pregunta.texto))
    if (next === null) return texts
    cursor = next
    await between()
  }
}

/** What every family promises of questions to who presents a live. */
export const questionsContract = (t: Test, open: Open) => {
  t.test('a question is kept with who asks and the kept answer, and no log tells of it', async (t) => {
    const { storage, diario, ana, sala } = await withLive(open, t)
    const before = await diario()
    const given = question(ana, sala)
    const kept = keptAnswer(ana)
    t.match(await storage.questions.ask(given, kept), { ...given, lamport: Number })
    await t.rejects(storage.questions.ask(question(ana, sala), kept), { code: 'clave_idempotencia_en_curso' })
    await t.rejects(storage.questions.ask(question(ana, newId(at))), { code: 'transmision_no_encontrada' })
    t.match(await storage.questions.of(sala, undefined, 10), {
      rows: [{ pregunta: { ...given, lamport: Number }, autor: { id: ana, nombre: 'Ana' } }],
      next: null,
      total: 1,
    })
    t.same(await diario(), before)
  })

  t.test('questions are read in the order in which they were asked, those in one state too, of one live', async (t) => {
    const { storage, ana, sala, another } = await withLive(open, t)
    const other = await another()
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await storage.questions.ask(question(ana, sala, { texto: `${i}` }))).id)
    await storage.questions.ask(question(newId(at), other.sala, { texto: 'otra' }))
    for (const i of [3, 1]) await storage.questions.decide(sala, ids[i] ?? '', 'respondida')
    await storage.questions.decide(sala, ids[0] ?? '', 'descartada')
    t.same(await asked(storage, sala), ['0', '1', '2', '3', '4'])
    t.same(await asked(storage, sala, 'pendiente'), ['2', '4'])
    t.same(await asked(storage, sala, 'respondida'), ['1', '3'])
    t.same(await asked(storage, sala, 'descartada'), ['0'])
    t.equal((await storage.questions.of(sala, 'pendiente', 1)).total, 2)
    t.match(await storage.questions.of(other.sala, undefined, 1), { rows: [{ autor: { nombre: '' } }], total: 1 })
    await t.rejects(storage.questions.of(sala, undefined, 2, 'x'), { code: 'cursor_invalido' })
  })

  t.test('what became of a question is said over the version that was read, in its own live alone', async (t) => {
    const { storage, ana, sala, another } = await withLive(open, t)
    const other = await another()
    const { id } = await storage.questions.ask(question(ana, sala))
    t.match(await storage.questions.decide(sala, id, 'respondida', 1), { estado: 'respondida', version: 2 })
    await t.rejects(storage.questions.decide(sala, id, 'descartada', 1), { code: 'version_distinta' })
    t.match(await storage.questions.decide(sala, id, 'respondida'), { version: 2 }, 'the same again changes nothing')
    await t.rejects(storage.questions.decide(other.sala, id, 'descartada'), { code: 'pregunta_no_encontrada' })
    await t.rejects(storage.questions.decide(sala, newId(at), 'descartada'), { code: 'pregunta_no_encontrada' })
  })

  t.test('a content takes the questions of its live with it, and nothing more is asked there', async (t) => {
    const { storage, ana, sala, contenido, another } = await withLive(open, t)
    const other = await another()
    const { id } = await storage.questions.ask(question(ana, sala))
    await storage.questions.ask(question(ana, other.sala))
    await storage.contents.remove(contenido)
    t.match(await storage.questions.of(sala, undefined, 10), { rows: [], total: 0 })
    t.equal((await storage.questions.of(other.sala, undefined, 10)).total, 1)
    await t.rejects(storage.questions.decide(sala, id, 'respondida'), { code: 'pregunta_no_encontrada' })
    await t.rejects(storage.questions.ask(question(ana, sala)), { code: 'transmision_no_encontrada' })
  })

  t.test('of ten who decide over one version at once, one does; of many who ask at once, all do', async (t) => {
    const { storage, ana, sala } = await withLive(open, t)
    const { id } = await storage.questions.ask(question(ana, sala, { texto: 'la primera' }))
    const decided = await Promise.allSettled(
      Array.from({ length: 10 }, (_, i) => storage.questions.decide(sala, id, i % 2 ? 'respondida' : 'descartada', 1)),
    )
    const [first, ...others] = decided.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
    t.same(others, [])
    for (const one of decided) if (one.status === 'rejected') t.match(one.reason, { code: 'version_distinta' })
    t.match((await storage.questions.of(sala, undefined, 1)).rows, [{ pregunta: { estado: first?.estado } }])

    const people = Array.from({ length: 10 }, () => newId(at))
    await Promise.all(
      people.map(async (who, i) => {
        for (let n = 0; n < 5; n++) await storage.questions.ask(question(who, sala, { texto: `${i} ${n}` }))
      }),
    )
    const texts = await asked(storage, sala)
    t.equal(texts.length, 51)
    for (const i of people.keys())
      t.same(
        texts.filter((text) => text.startsWith(`${i} `)),
        [0, 1, 2, 3, 4].map((n) => `${i} ${n}`),
        'one after the other',
      )
  })

  t.test('whatever is asked and decided while somebody reads on, what waits all the time is read once', async (t) => {
    const { storage, ana, another } = await withLive(open, t)
    const estado = fc.constantFrom<EstadoPregunta | undefined>(undefined, 'pendiente', 'respondida', 'descartada')
    const step = fc.record({ estado, which: fc.nat(9) })
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 7 }), fc.array(step, { maxLength: 8 }), async (howMany, steps) => {
        const { sala } = await another()
        const model: { id: string; texto: string; estado: EstadoPregunta }[] = []
        const moved = new Set<string>()
        const ask = async () => {
          const { id, texto } = await storage.questions.ask(question(ana, sala, { texto: `${model.length}` }))
          model.push({ id, texto, estado: 'pendiente' })
        }
        for (let i = 0; i < howMany; i++) await ask()
        const left = [...steps]
        const meanwhile = async () => {
          for (const { estado, which } of left.splice(0, 2)) {
            const one = model[which % model.length]
            if (estado === undefined || !one) await ask()
            else {
              if (one.estado !== estado) moved.add(one.texto)
              one.estado = (await storage.questions.decide(sala, one.id, estado)).estado
            }
          }
        }
        const seen = await asked(storage, sala, 'pendiente', meanwhile)
        const waiting = model.filter((one) => one.estado === 'pendiente').map(({ texto }) => texto)
        t.equal(new Set(seen).size, seen.length)
        t.same(
          seen,
          seen.toSorted((a, b) => Number(a) - Number(b)),
        )
        const throughout = waiting.filter((one) => Number(one) < howMany && !moved.has(one))
        t.ok(new Set(throughout).isSubsetOf(new Set(seen)))
        t.same(await asked(storage, sala, 'pendiente'), waiting)
      }),
      { numRuns: 12 },
    )
  })
}
