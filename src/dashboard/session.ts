import { type ReadonlySignal, type Signal, signal } from '@preact/signals'
import type { Credenciales, Usuario } from '../model/usuario.ts'

const KEY = 'nodo.refresh'

export interface Session {
  /** Who is signed in; undefined while a kept sign-in has not been renewed yet, null when nobody is. */
  user: ReadonlySignal<Usuario | null | undefined>
  /** The access token: in memory only. */
  token(): string | undefined
  /** The refresh token as any tab of this browser last kept it. */
  refresh(): string | undefined
  take(credentials: Credenciales): void
  drop(): void
}

/** What this browser holds of a sign-in. Another tab that signs out signs this one out too. */
export const createSession = (window: Window): Session => {
  const { localStorage } = window
  const user: Signal<Usuario | null | undefined> = signal(localStorage.getItem(KEY) === null ? null : undefined)
  let token: string | undefined
  const drop = () => {
    token = undefined
    localStorage.removeItem(KEY)
    user.value = null
  }
  window.addEventListener('storage', (event) => {
    if (event.key !== KEY || event.newValue !== null) return
    token = undefined
    user.value = null
  })
  return {
    user,
    token: () => token,
    refresh: () => localStorage.getItem(KEY) ?? undefined,
    take(credentials) {
      token = credentials.token
      localStorage.setItem(KEY, credentials.refresh)
      user.value = credentials.usuario
    },
    drop,
  }
}
