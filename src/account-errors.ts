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
  codigo_incorrecto: {
    http: 401,
    exit: 1,
    es: 'El código no es correcto, ya se usó o venció: revísalo o pide otro a quien administra el nodo.',
    pt: 'O código não está correto, já foi usado ou venceu: confira ou peça outro a quem administra o nó.',
    en: 'The code is wrong, was used already or has expired: check it, or ask whoever runs the node for another.',
  },
  clave_incorrecta: {
    http: 403,
    exit: 1,
    es: 'La clave actual no es correcta: revísala.',
    pt: 'A senha atual não está correta: confira.',
    en: 'The current password is wrong: check it.',
  },
  cuenta_inactiva: {
    http: 409,
    exit: 4,
    es: 'Esa cuenta está desactivada: actívala antes.',
    pt: 'Essa conta está desativada: ative-a antes.',
    en: 'That account is disabled: enable it first.',
  },
} as const satisfies Record<string, ErrorEntry>
