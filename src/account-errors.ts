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
  codigo_totp_requerido: {
    http: 401,
    exit: 1,
    es: 'Esta cuenta pide también un código: escribe el de tu aplicación, o uno de recuperación.',
    pt: 'Esta conta pede também um código: digite o do seu aplicativo, ou um de recuperação.',
    en: 'This account asks for a code too: type the one of your app, or one of recovery.',
  },
  codigo_totp_incorrecto: {
    http: 401,
    exit: 1,
    es: 'Ese código no sirve o ya se usó: mira que tu teléfono tenga bien la hora y escribe el siguiente, o uno de recuperación.',
    pt: 'Esse código não serve ou já foi usado: veja se a hora do telefone está certa e digite o próximo, ou um de recuperação.',
    en: 'That code is wrong or was used: see that the time of your phone is right and type the next, or one of recovery.',
  },
  totp_activo: {
    http: 409,
    exit: 4,
    es: 'Esta cuenta ya tiene un segundo factor: quítalo antes.',
    pt: 'Esta conta já tem um segundo fator: retire-o antes.',
    en: 'This account has a second factor already: remove it first.',
  },
  totp_sin_inscribir: {
    http: 409,
    exit: 4,
    es: 'Pide primero el secreto del segundo factor y ponlo en tu aplicación.',
    pt: 'Peça primeiro o segredo do segundo fator e coloque-o no seu aplicativo.',
    en: 'Ask first for the secret of the second factor and put it into your app.',
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
