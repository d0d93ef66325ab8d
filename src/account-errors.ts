import type { ErrorEntry } from './error-entry.ts'

/** What somebody may be told about accounts, their devices and their codes. */
export const accountErrors = {
  sesion_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Ese dispositivo ya no está dentro: vuelve a cargar la lista.',
    pt: 'Esse dispositivo já não está conectado: recarregue a lista.',
    en: 'That device is no longer signed in: load the list again.',
  },
} as const satisfies Record<string, ErrorEntry>
