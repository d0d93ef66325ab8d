import type { Descarga, Dispositivo } from '../model/dispositivo.ts'
import type { Id } from '../model/primitives.ts'

/** What a device got and gave up since it was last in touch. */
export interface DeviceSync {
  obtenidas: readonly Descarga[]
  /** Contents; one that it also got stays. */
  dejadas: readonly Id[]
  /** UTC ms */
  en: number
}

/** The devices that people take contents with. None of it leaves this box. */
export interface DeviceStore {
  /** Keeps a device; of one that is known, what it says of itself now. @throws NodoError dispositivo_no_encontrado where that id is another person's */
  register(given: Dispositivo): Promise<Dispositivo>
  byId(id: Id): Promise<Dispositivo | undefined>
  /** In the order in which they came. */
  ofUser(usuarioId: Id): Promise<Dispositivo[]>
  /** @throws NodoError dispositivo_no_encontrado, version_distinta */
  rename(id: Id, nombre: string, version?: number): Promise<Dispositivo>
  /**
   * Keeps what a device has by now: of each content what it got last. What is no longer in the catalog stays until the
   * device gave it up.
   * @throws NodoError dispositivo_no_encontrado
   */
  sync(id: Id, told: DeviceSync): Promise<Dispositivo>
  /** @throws NodoError dispositivo_no_encontrado */
  remove(id: Id): Promise<void>
}
