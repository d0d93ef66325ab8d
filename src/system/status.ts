import { statfs } from 'node:fs/promises'
import type { Clock } from '../clock.ts'
import type { Idioma } from '../errors.ts'
import type { Copia } from '../model/copia.ts'
import type { Lector } from '../model/lector.ts'
import type { Aviso, EstadoDisco, EstadoParte, EstadoSistema } from '../model/sistema.ts'
import type { Health } from '../service.ts'

export interface StatusDeps {
  nombre: string
  version: string
  rol: EstadoSistema['rol']
  nodoId(): Promise<string>
  clock: Clock
  disk(): Promise<EstadoDisco>
  registrationOpen(): boolean
  /** True while there is no admin. */
  firstRunOpen(): boolean
  lives(): { lives: number; viewers: number }
  /** Each part by name: how it is, since when, and why. */
  parts(): Record<string, Health>
  /** Parts without which the whole is never worse than degraded. */
  dispensable: readonly string[]
  /** The latest of the daily backups. */
  latestBackup(): Copia | null
  /** What an admin should know. */
  notices(idioma: Idioma, disk: EstadoDisco): Aviso[]
}

/** Bytes of the disk that the data folder is on. `free` is what this process may still write. */
export const diskOf = async (dataDir: string): Promise<{ free: number; total: number }> => {
  const { bavail, blocks, bsize } = await statfs(dataDir)
  return { free: bavail * bsize, total: blocks * bsize }
}

const spoken = ({ motivo, ...part }: Health, idioma: Idioma): EstadoParte => ({
  ...part,
  motivo: motivo?.[idioma] ?? null,
})

const severity = ['ok', 'degraded', 'down'] as const

/** How the box is: a brief for anybody, every part for admins. The whole is as bad as its worst part. */
export const createStatus = (deps: StatusDeps) => ({
  async read(reader: Lector, idioma: Idioma): Promise<EstadoSistema> {
    const nodo_id = await deps.nodoId()
    const disco = reader?.rol === 'admin' ? await deps.disk() : undefined
    // From here on nothing is waited for, so that one answer tells of one moment.
    const partes = Object.fromEntries(Object.entries(deps.parts()).map(([name, part]) => [name, spoken(part, idioma)]))
    const weights = Object.entries(partes).map(([name, { estado }]) =>
      Math.min(severity.indexOf(estado), severity.indexOf(deps.dispensable.includes(name) ? 'degraded' : 'down')),
    )
    const worst = Math.max(0, ...weights)
    const { lives, viewers } = deps.lives()
    const brief: EstadoSistema = {
      estado: severity[worst] ?? 'down',
      nombre: deps.nombre,
      version: deps.version,
      rol: deps.rol,
      nodo_id,
      en_vivo: lives,
      registro_abierto: deps.registrationOpen(),
      primer_inicio: deps.firstRunOpen(),
      reloj: { pared_en: deps.clock.wall(), confianza: deps.clock.confidence() },
    }
    if (!disco) return brief
    const [avisos, copia] = [deps.notices(idioma, disco), deps.latestBackup()]
    return { ...brief, partes, espectadores: viewers, disco, avisos, copia }
  },
})

export type Status = ReturnType<typeof createStatus>
