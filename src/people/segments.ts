import type { Clock } from '../clock.ts'
import { NodoError } from '../errors.ts'
import type { Id } from '../model/primitives.ts'
import type { Consumo, FiltrosSegmento, MiembroSegmento, Segmento } from '../model/segmento.ts'
import type { CuentaUsuario } from '../model/usuario.ts'
import type { AccountStore, HistoryStore } from './store.ts'

/** The people of a box by how much they see and hear, for those who run it. */
export interface Segments {
  /**
   * Each segment with how many it has and the first of them in the order of their accounts; with `consumo` that one alone,
   * behind `cursor`. Who may not enter is in none.
   * @throws NodoError cursor_invalido
   */
  of(asked: FiltrosSegmento): Promise<{ datos: Segmento[]; siguiente: string | null; total: number }>
}

export interface SegmentsDeps {
  accounts: Pick<AccountStore, 'list'>
  history: Pick<HistoryStore, 'played'>
  clock: Pick<Clock, 'wall'>
}

const withinMs = 30 * 24 * 3_600_000
const hourMs = 3_600_000
const pageRows = 500

const kinds: readonly Consumo[] = ['alto', 'medio', 'bajo']
const kindOf = (vistaMs: number): Consumo => (vistaMs >= 10 * hourMs ? 'alto' : vistaMs >= hourMs ? 'medio' : 'bajo')

/** As people write it: without case and accents. */
const bare = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').trim().toLowerCase()

const isAsked =
  ({ region, interes, tipo }: FiltrosSegmento) =>
  (account: CuentaUsuario): boolean =>
    account.activo &&
    (region === undefined || account.region === region) &&
    (tipo === undefined || account.tipo_usuario === tipo) &&
    (interes === undefined || account.intereses.some((one) => bare(one) === bare(interes)))

const memberOf = (
  { id, nombre, region, tipo_usuario, intereses }: CuentaUsuario,
  vista_ms: number,
): MiembroSegmento => ({ id, nombre, region, tipo_usuario, intereses, vista_ms })

export const createSegments = ({ accounts, history, clock }: SegmentsDeps): Segments => {
  /** Everybody, page by page, with what they played. */
  async function* everybody(asked: FiltrosSegmento) {
    const since = clock.wall() - withinMs
    let after: Id | undefined
    for (;;) {
      const page = await accounts.list(pageRows, after)
      const wanted = page.filter(isAsked(asked))
      const ids = wanted.map(({ id }) => id)
      const played = new Map((await history.played(ids, since)).map((one) => [one.usuario_id, one.vista_ms]))
      yield wanted.map((account) => memberOf(account, played.get(account.id) ?? 0))
      after = page.at(-1)?.id
      if (page.length < pageRows) return
    }
  }

  return {
    async of({ limite = 20, cursor, ...asked }) {
      const shown = kinds.filter((kind) => asked.consumo === undefined || asked.consumo === kind)
      const segments = new Map<Consumo, Segmento>(
        shown.map((consumo) => [consumo, { consumo, cuantos: 0, miembros: [], siguiente: null }]),
      )
      let behind = cursor === undefined
      for await (const members of everybody(asked))
        for (const member of members) {
          const segment = segments.get(kindOf(member.vista_ms))
          if (segment) {
            segment.cuantos++
            if (behind && segment.miembros.length < limite) segment.miembros.push(member)
            else if (behind) segment.siguiente = segment.miembros.at(-1)?.id ?? null
          }
          behind ||= member.id === cursor
        }
      if (!behind) throw new NodoError('cursor_invalido')
      const datos = [...segments.values()]
      const siguiente = datos.length === 1 ? (datos[0]?.siguiente ?? null) : null
      return { datos, siguiente, total: datos.reduce((sum, { cuantos }) => sum + cuantos, 0) }
    },
  }
}
