import type { Rol } from './usuario.ts'

/** Who is reading or acting; `null` is anybody without an account. */
export type Lector = { id: string; rol: Rol } | null
