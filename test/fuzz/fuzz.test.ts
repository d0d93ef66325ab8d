import t from 'tap'
import type { Credenciales } from '../../src/model/usuario.ts'
import { openBox } from '../http/box.ts'
import { furnish, markOf, type Things } from '../http/world.ts'
import { missingPythonTool } from '../python-tools.ts'
import { type FuzzWorld, fuzz } from './schemathesis.ts'

/** A few of each call in every run of the suite; in the long form as many as are asked for, and all that a schema suggests. */
const asked = process.env.NODO_FUZZ_EXAMPLES
const examples = Number(asked ?? 3)
const phases = asked === undefined ? 'examples,fuzzing' : 'examples,coverage,fuzzing'
const seed = Number(process.env.NODO_FUZZ_SEED ?? 20_261)
const limitMs = 120_000 + examples * 30_000

const worldOf = (people: readonly string[], things: readonly Things[]): Pick<FuzzWorld, 'paths' | 'fields'> => {
  const each = (made: (one: Things) => Record<string, string>[]) => things.flatMap(made)
  const persons = people.map((id) => ({ id }))
  const contents = each(({ shown, draft }) => [{ id: shown }, { id: draft }])
  const collective = each(({ collective }) => [{ id: collective }])
  const ids = contents.map(({ id = '' }) => id)
  return {
    paths: {
      '/api/content/{id}': contents,
      '/api/content/{id}/comments/{comentarioId}': each(({ shown, comment, ownComment }) => [
        { id: shown, comentarioId: comment },
        { id: shown, comentarioId: ownComment },
      ]),
      '/api/content/{id}/collaborators/{usuarioId}': each(({ shown, beside }) => [{ id: shown, usuarioId: beside }]),
      '/api/content/uploads/{subida}': each(({ upload }) => [{ subida: upload }]),
      '/api/live/{id}': each(({ live, code }) => [{ id: live }, { id: code }]),
      '/api/live/keys/{id}': each(({ key }) => [{ id: key }]),
      '/api/jobs/{id}': each(({ job }) => [{ id: job }]),
      '/api/users/{id}': persons,
      '/api/users/{id}/history/{contenidoId}': each(({ person, shown }) => [{ id: person, contenidoId: shown }]),
      '/api/users/{id}/lists/{listId}': each(({ person, list }) => [{ id: person, listId: list }]),
      '/api/network/followers/{id}': persons,
      '/api/network/following/{id}': persons,
      '/api/collectives/{id}': collective,
      '/api/collectives/{id}/members/{usuarioId}': each(({ collective, beside, person }) => [
        { id: collective, usuarioId: beside },
        { id: collective, usuarioId: person },
      ]),
    },
    fields: { creador_id: [...people], usuario_id: [...people], contenido_id: ids },
  }
}

t.test(
  'whatever is asked by whomever, the box answers as its document says, and tells nobody of another',
  { skip: missingPythonTool('st') },
  async (t) => {
    for (const rol of ['nobody', 'espectador', 'creador', 'admin'] as const) {
      await t.test(`${rol}, ${examples} of each call`, { timeout: limitMs + 30_000 }, async (t) => {
        const box = await openBox(t, { guessing: true })
        const luz = await box.person('creador', 'luz')
        const eva = await box.person('espectador', 'eva')
        const caller: Credenciales | undefined = rol === 'nobody' ? undefined : await box.person(rol, 'ana')
        const things = [await furnish(box, luz, eva), await furnish(box, eva, luz)]
        const others = [luz, eva]
        if (caller) things.push(await furnish(box, caller, luz))
        // An admin may close anybody's account, also their own; asked of others alone, they stay to ask on.
        const people = [...others, ...(caller && rol !== 'admin' ? [caller] : [])].map(({ usuario }) => usuario.id)
        const foreign = rol === 'admin' ? [] : others.flatMap((one) => [markOf(one), one.usuario.email ?? ''])
        const spared = caller && rol === 'admin' ? [caller.usuario.id] : []
        const world = { ...worldOf(people, things), foreign, spared }
        const { base } = box
        const { held, told } = await fuzz({
          base,
          token: caller?.token,
          world,
          examples,
          phases,
          seed,
          folder: box.dataDir,
          limitMs,
        })
        t.ok(held, told.slice(-20_000))
        t.comment(told.split('\n').slice(-8).join('\n'))
        if (!caller) return
        t.equal(
          (await box.call('GET /api/notifications', { token: caller.token })).status,
          200,
          'who asked could ask to the end',
        )
      })
    }
  },
)
