import type { ErrorEntry } from './error-entry.ts'

/** What somebody may be told about what people do with one another and with contents. */
export const communityErrors = {
  comentario_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese comentario ya no existe: vuelve a cargar la página.',
    pt: 'Esse comentário já não existe: recarregue a página.',
    en: 'That comment is no longer there: load the page again.',
  },
  pregunta_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa pregunta ya no existe: vuelve a cargar la página.',
    pt: 'Essa pergunta já não existe: recarregue a página.',
    en: 'That question is no longer there: load the page again.',
  },
  transaccion_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Ese pago no existe: revisa la dirección.',
    pt: 'Esse pagamento não existe: confira o endereço.',
    en: 'There is no such payment: check the address.',
  },
  transaccion_resuelta: {
    http: 409,
    exit: 4,
    es: 'Ese pago ya se confirmó o se anuló: no puede cambiar más.',
    pt: 'Esse pagamento já foi confirmado ou anulado: não pode mais mudar.',
    en: 'That payment was confirmed or cancelled already: it can change no more.',
  },
  categoria_ajena: {
    http: 409,
    exit: 4,
    es: 'Esa categoría es de la central: elige otro código para la tuya.',
    pt: 'Essa categoria é da central: escolha outro código para a sua.',
    en: 'That category belongs to the centre: choose another code for yours.',
  },
  dispositivo_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese dispositivo no está entre los tuyos: vuelve a registrarlo.',
    pt: 'Esse dispositivo não está entre os seus: registre-o de novo.',
    en: 'That device is not among yours: register it again.',
  },
  subida_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa subida ya no existe o venció: empieza otra.',
    pt: 'Esse envio já não existe ou expirou: comece outro.',
    en: 'That upload is no longer there, or it expired: begin another.',
  },
  subida_incompleta: {
    http: 409,
    exit: 4,
    es: 'La subida no ha llegado entera: envía lo que falta.',
    pt: 'O envio não chegou inteiro: mande o que falta.',
    en: 'The upload has not arrived whole: send what is missing.',
  },
  lista_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa lista no existe o no es para ti: revisa la dirección.',
    pt: 'Essa lista não existe ou não é para você: confira o endereço.',
    en: 'There is no such list, or it is not for you: check the address.',
  },
  colectivo_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese colectivo no existe: revisa la dirección.',
    pt: 'Esse coletivo não existe: confira o endereço.',
    en: 'There is no such collective: check the address.',
  },
  membresia_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa persona no está en el colectivo ni tiene invitación: pide que la inviten.',
    pt: 'Essa pessoa não está no coletivo nem tem convite: peça que a convidem.',
    en: 'That person is neither in the collective nor invited: ask for an invitation.',
  },
  colaboracion_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa persona no figura en el contenido: pide que la propongan.',
    pt: 'Essa pessoa não consta no conteúdo: peça que a proponham.',
    en: 'That person is not named in the content: ask to be proposed.',
  },
} as const satisfies Record<string, ErrorEntry>
