import type { Rol } from './usuario.ts'

/** Who is reading or acting; `null` is anybody without an account. `sesion` is the device, where a token told it. */
export type Lector = { id: string; rol: Rol; sesion?: string } | null
