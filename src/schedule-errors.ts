import type { ErrorEntry } from './error-entry.ts'

/** What somebody may be told about channels and their programme grids. */
export const scheduleErrors = {
  canal_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese canal no existe: revisa la dirección.',
    pt: 'Esse canal não existe: confira o endereço.',
    en: 'There is no such channel: check the address.',
  },
  canal_ocupado: {
    http: 409,
    exit: 4,
    es: 'Ya hay un canal con ese código: elige otro.',
    pt: 'Já existe um canal com esse código: escolha outro.',
    en: 'There is a channel with that code: choose another.',
  },
  canal_principal: {
    http: 409,
    exit: 4,
    es: 'El canal principal siempre está: cámbialo en lugar de borrarlo.',
    pt: 'O canal principal sempre está: mude-o em vez de apagá-lo.',
    en: 'The main channel is always there: change it instead of deleting it.',
  },
  programa_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese programa ya no está en la parrilla: vuelve a cargarla.',
    pt: 'Esse programa já não está na grade: recarregue-a.',
    en: 'That programme is no longer in the grid: load it again.',
  },
  horario_ocupado: {
    http: 409,
    exit: 4,
    es: 'A esa hora ya está «{titulo}» ({desde}–{hasta}): elige otra.',
    pt: 'Nesse horário já está «{titulo}» ({desde}–{hasta}): escolha outro.',
    en: '“{titulo}” is on at that time ({desde}–{hasta}): choose another.',
  },
} as const satisfies Record<string, ErrorEntry>
