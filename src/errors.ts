/** What a code means to a caller over HTTP, to a shell, and to a reader in three languages. `{name}` is filled from the error's values. */
export interface ErrorEntry {
  http: number
  /** Exit code of the CLI: 1 failed, 2 wrong setting or use, 3 not found, 4 conflict, 5 not now (try again). */
  exit: 1 | 2 | 3 | 4 | 5
  es: string
  pt: string
  en: string
}

const table = {
  // Requests
  peticion_malformada: {
    http: 400,
    exit: 2,
    es: 'La petición no se entiende: envía JSON en UTF-8.',
    pt: 'O pedido não é compreensível: envie JSON em UTF-8.',
    en: 'The request cannot be read: send JSON in UTF-8.',
  },
  datos_invalidos: {
    http: 422,
    exit: 2,
    es: 'Algún dato no es válido: corrige los campos indicados.',
    pt: 'Algum dado não é válido: corrija os campos indicados.',
    en: 'Some values are not valid: correct the fields named.',
  },
  cursor_invalido: {
    http: 422,
    exit: 2,
    es: 'El cursor no es válido: vuelve a pedir la lista desde el principio.',
    pt: 'O cursor não é válido: peça a lista de novo desde o início.',
    en: 'The cursor is not valid: ask for the list from its start.',
  },
  cuerpo_demasiado_grande: {
    http: 413,
    exit: 2,
    es: 'El envío es demasiado grande: reduce su tamaño.',
    pt: 'O envio é grande demais: reduza o tamanho.',
    en: 'The request is too large: make it smaller.',
  },
  tipo_no_admitido: {
    http: 415,
    exit: 2,
    es: 'Este tipo de contenido no se admite: envía application/json.',
    pt: 'Este tipo de conteúdo não é aceito: envie application/json.',
    en: 'This content type is not accepted: send application/json.',
  },
  ruta_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esta dirección no existe: revisa que esté bien escrita.',
    pt: 'Este endereço não existe: confira se está bem escrito.',
    en: 'There is nothing at this address: check its spelling.',
  },
  demasiadas_peticiones: {
    http: 429,
    exit: 5,
    es: 'Demasiadas peticiones: espera {segundos} segundos y vuelve a intentarlo.',
    pt: 'Pedidos demais: espere {segundos} segundos e tente de novo.',
    en: 'Too many requests: wait {segundos} seconds and try again.',
  },
  clave_idempotencia_en_curso: {
    http: 409,
    exit: 4,
    es: 'La misma petición todavía está en curso: espera su respuesta.',
    pt: 'O mesmo pedido ainda está em andamento: espere a resposta.',
    en: 'The same request is still in progress: wait for its answer.',
  },
  clave_idempotencia_distinta: {
    http: 422,
    exit: 4,
    es: 'Esa Idempotency-Key ya se usó con otros datos: usa una nueva.',
    pt: 'Essa Idempotency-Key já foi usada com outros dados: use uma nova.',
    en: 'That Idempotency-Key was used with other data: use a new one.',
  },
  version_distinta: {
    http: 409,
    exit: 4,
    es: 'Alguien cambió esto antes que tú: vuelve a cargarlo y repite el cambio.',
    pt: 'Alguém mudou isto antes de você: recarregue e repita a mudança.',
    en: 'Somebody changed this before you: load it again and repeat the change.',
  },
  precondicion_fallida: {
    http: 412,
    exit: 4,
    es: 'La versión de If-Match ya no es la actual: vuelve a cargarlo.',
    pt: 'A versão de If-Match já não é a atual: recarregue.',
    en: 'The version in If-Match is no longer the current one: load it again.',
  },
  rango_fuera: {
    http: 416,
    exit: 2,
    es: 'Ese rango está fuera del archivo: pide uno dentro de su tamaño.',
    pt: 'Esse intervalo está fora do arquivo: peça um dentro do tamanho dele.',
    en: 'That range lies outside of the file: ask for one within its size.',
  },
  // Who may
  sin_credenciales: {
    http: 401,
    exit: 1,
    es: 'Entra con tu cuenta para hacer esto.',
    pt: 'Entre com a sua conta para fazer isto.',
    en: 'Sign in to do this.',
  },
  credenciales_vencidas: {
    http: 401,
    exit: 1,
    es: 'La sesión venció: renuévala o vuelve a entrar.',
    pt: 'A sessão venceu: renove-a ou entre de novo.',
    en: 'The session has expired: refresh it or sign in again.',
  },
  ingreso_incorrecto: {
    http: 401,
    exit: 1,
    es: 'El correo o la clave no son correctos: revísalos.',
    pt: 'O e-mail ou a senha não estão corretos: confira.',
    en: 'The email or the password is wrong: check both.',
  },
  sin_permiso: {
    http: 403,
    exit: 1,
    es: 'Tu cuenta no puede hacer esto: pídeselo a quien administra el nodo.',
    pt: 'A sua conta não pode fazer isto: peça a quem administra o nó.',
    en: 'Your account may not do this: ask whoever runs the node.',
  },
  registro_cerrado: {
    http: 403,
    exit: 1,
    es: 'El registro está cerrado: pide una cuenta a quien administra el nodo.',
    pt: 'O cadastro está fechado: peça uma conta a quem administra o nó.',
    en: 'Registration is closed: ask whoever runs the node for an account.',
  },
  primer_inicio_cerrado: {
    http: 403,
    exit: 4,
    es: 'El primer inicio ya se hizo o el código no es correcto: mira el código en la consola del nodo.',
    pt: 'O primeiro início já foi feito ou o código não está correto: veja o código no console do nó.',
    en: "First run is over or the code is wrong: read the code on the node's console.",
  },
  email_ocupado: {
    http: 409,
    exit: 4,
    es: 'Ya hay una cuenta con ese correo: entra o usa otro.',
    pt: 'Já existe uma conta com esse e-mail: entre ou use outro.',
    en: 'There is an account with that email: sign in or use another.',
  },
  usuario_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'No hay nadie con esos datos: revisa el correo o el id.',
    pt: 'Não há ninguém com esses dados: confira o e-mail ou o id.',
    en: 'There is nobody like that: check the email or the id.',
  },
  ultimo_admin: {
    http: 409,
    exit: 4,
    es: 'Es la última cuenta de administración: nombra otra antes.',
    pt: 'É a última conta de administração: nomeie outra antes.',
    en: 'It is the last admin: name another one first.',
  },
  cola_de_claves_llena: {
    http: 503,
    exit: 5,
    es: 'Hay muchas entradas a la vez: espera unos segundos y vuelve a intentarlo.',
    pt: 'Há muitas entradas ao mesmo tempo: espere alguns segundos e tente de novo.',
    en: 'Many people are signing in at once: wait some seconds and try again.',
  },
  // Lives
  transmision_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa transmisión no existe: revisa el código.',
    pt: 'Essa transmissão não existe: confira o código.',
    en: 'There is no such live: check the code.',
  },
  transmision_finalizada: {
    http: 409,
    exit: 4,
    es: 'La transmisión ya terminó: empieza otra.',
    pt: 'A transmissão já terminou: comece outra.',
    en: 'The live is over: start another.',
  },
  codigo_ocupado: {
    http: 409,
    exit: 4,
    es: 'Ese código de transmisión ya se usa: vuelve a intentarlo.',
    pt: 'Esse código de transmissão já está em uso: tente de novo.',
    en: 'That live code is in use: try again.',
  },
  clave_no_encontrada: {
    http: 404,
    exit: 3,
    es: 'Esa clave de transmisión no existe o ya se revocó.',
    pt: 'Essa chave de transmissão não existe ou já foi revogada.',
    en: 'There is no such stream key, or it was revoked already.',
  },
  // Catalog and jobs
  contenido_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese contenido no existe o no está publicado.',
    pt: 'Esse conteúdo não existe ou não está publicado.',
    en: 'There is no such content, or it is not published.',
  },
  contenido_en_vivo: {
    http: 409,
    exit: 4,
    es: 'Está en vivo: termina la transmisión antes de borrarla.',
    pt: 'Está ao vivo: encerre a transmissão antes de apagá-la.',
    en: 'It is on air: end the live before deleting it.',
  },
  trabajo_no_encontrado: {
    http: 404,
    exit: 3,
    es: 'Ese trabajo no existe.',
    pt: 'Esse trabalho não existe.',
    en: 'There is no such job.',
  },
  // The box
  sin_espacio: {
    http: 507,
    exit: 1,
    es: 'El disco está casi lleno: borra grabaciones o conecta otro disco.',
    pt: 'O disco está quase cheio: apague gravações ou conecte outro disco.',
    en: 'The disk is almost full: delete recordings or attach another disk.',
  },
  servicio_no_disponible: {
    http: 503,
    exit: 5,
    es: 'Una parte del nodo no responde: espera {segundos} segundos y vuelve a intentarlo.',
    pt: 'Uma parte do nó não responde: espere {segundos} segundos e tente de novo.',
    en: 'A part of the node does not answer: wait {segundos} seconds and try again.',
  },
  error_interno: {
    http: 500,
    exit: 1,
    es: 'Algo falló en el nodo: vuelve a intentarlo; si sigue, mira sus registros.',
    pt: 'Algo falhou no nó: tente de novo; se continuar, veja os registros.',
    en: 'Something failed in the node: try again; if it goes on, look at its logs.',
  },
  // Starting it
  ajuste_desconocido: {
    http: 500,
    exit: 2,
    es: 'El ajuste "{ajuste}" ({origen}) no existe: corrígelo o quítalo{pista}.',
    pt: 'O ajuste "{ajuste}" ({origen}) não existe: corrija-o ou remova-o{pista}.',
    en: 'There is no setting "{ajuste}" ({origen}): correct or remove it{pista}.',
  },
  ajuste_invalido: {
    http: 500,
    exit: 2,
    es: 'El ajuste "{ajuste}" ({origen}) no es válido: {problema}.',
    pt: 'O ajuste "{ajuste}" ({origen}) não é válido: {problema}.',
    en: 'The setting "{ajuste}" ({origen}) is not valid: {problema}.',
  },
  puerto_ocupado: {
    http: 500,
    exit: 2,
    es: 'El puerto {puerto} ({para}) está ocupado: cierra el otro programa o cambia {variable}.',
    pt: 'A porta {puerto} ({para}) está ocupada: feche o outro programa ou mude {variable}.',
    en: 'Port {puerto} ({para}) is taken: close the other program or change {variable}.',
  },
  puerto_no_permitido: {
    http: 500,
    exit: 2,
    es: 'El sistema no deja usar el puerto {puerto} ({para}): elige uno mayor que 1023 en {variable}.',
    pt: 'O sistema não deixa usar a porta {puerto} ({para}): escolha uma maior que 1023 em {variable}.',
    en: 'The system does not allow port {puerto} ({para}): choose one above 1023 in {variable}.',
  },
  direccion_ajena: {
    http: 500,
    exit: 2,
    es: 'La dirección {direccion} ({para}) no es de este equipo: corrige {variable} o usa 0.0.0.0.',
    pt: 'O endereço {direccion} ({para}) não é deste equipamento: corrija {variable} ou use 0.0.0.0.',
    en: 'The address {direccion} ({para}) is not of this box: correct {variable} or use 0.0.0.0.',
  },
  carpeta_no_escribible: {
    http: 500,
    exit: 2,
    es: 'No se puede escribir en {carpeta}: da permiso o cambia NODO_DATA_DIR.',
    pt: 'Não é possível escrever em {carpeta}: dê permissão ou mude NODO_DATA_DIR.',
    en: 'Cannot write to {carpeta}: give permission or change NODO_DATA_DIR.',
  },
  carpeta_en_uso: {
    http: 500,
    exit: 2,
    es: 'Otro nodo ya usa {carpeta}: ciérralo o cambia NODO_DATA_DIR.',
    pt: 'Outro nó já usa {carpeta}: feche-o ou mude NODO_DATA_DIR.',
    en: 'Another node uses {carpeta}: close it or change NODO_DATA_DIR.',
  },
  ffmpeg_no_encontrado: {
    http: 500,
    exit: 2,
    es: 'No se encuentra ffmpeg ≥ 5.1 ({problema}): instálalo (apt-get install ffmpeg) o indica NODO_FFMPEG.',
    pt: 'ffmpeg ≥ 5.1 não encontrado ({problema}): instale-o (apt-get install ffmpeg) ou indique NODO_FFMPEG.',
    en: 'No ffmpeg ≥ 5.1 found ({problema}): install it (apt-get install ffmpeg) or set NODO_FFMPEG.',
  },
  socket_ajeno: {
    http: 500,
    exit: 1,
    es: 'El nodo de {carpeta} es de otro usuario del sistema: repite la orden como ese usuario o con sudo.',
    pt: 'O nó de {carpeta} é de outro usuário do sistema: repita o comando como esse usuário ou com sudo.',
    en: 'The node of {carpeta} belongs to another user of this system: repeat as that user or with sudo.',
  },
  nodo_detenido: {
    http: 500,
    exit: 5,
    es: 'El nodo no está en marcha en {carpeta}: inícialo con «nodo start» y repite.',
    pt: 'O nó não está em funcionamento em {carpeta}: inicie-o com «nodo start» e repita.',
    en: 'No node is running on {carpeta}: start it with “nodo start” and repeat.',
  },
  uso_incorrecto: {
    http: 500,
    exit: 2,
    es: 'La orden no se entiende: {problema}. Mira «nodo --help».',
    pt: 'O comando não se entende: {problema}. Veja «nodo --help».',
    en: 'The command makes no sense: {problema}. See “nodo --help”.',
  },
  demo_interrumpida: {
    http: 500,
    exit: 1,
    es: 'El codificador de la carta de ajuste se detuvo ({problema}): mira que el nodo siga en marcha y repite.',
    pt: 'O codificador do cartão de teste parou ({problema}): veja se o nó continua em funcionamento e repita.',
    en: 'The encoder of the test card stopped ({problema}): see that the node is still running and repeat.',
  },
  version_de_datos: {
    http: 500,
    exit: 2,
    es: 'Los datos son de una versión más nueva del programa: actualízalo.',
    pt: 'Os dados são de uma versão mais nova do programa: atualize-o.',
    en: 'The data come from a newer version of the program: update it.',
  },
} as const satisfies Record<string, ErrorEntry>

export type ErrorCode = keyof typeof table
export const errors: Record<ErrorCode, ErrorEntry> = table
export type Idioma = 'es' | 'pt' | 'en'

/** One field of a request that is wrong, and what is wrong with it. */
export interface Detail {
  campo: string
  problema: string
}

/** An error that a person is told about: its code decides status, exit code and text; `cause` is for the log only. */
export class NodoError extends Error {
  readonly code: ErrorCode
  readonly values: Record<string, string | number>
  readonly details: Detail[]
  /** Seconds after which it is worth trying again; the HTTP layer makes it `Retry-After`. */
  readonly retryAfterS: number | undefined

  constructor(
    code: ErrorCode,
    given: { values?: Record<string, string | number>; details?: Detail[]; retryAfterS?: number; cause?: unknown } = {},
  ) {
    super(code, { cause: given.cause })
    this.name = 'NodoError'
    this.code = code
    this.details = given.details ?? []
    this.retryAfterS = given.retryAfterS
    this.values =
      given.retryAfterS === undefined ? (given.values ?? {}) : { segundos: given.retryAfterS, ...given.values }
  }
}

/** The text of an error for a reader, its placeholders filled. */
export const messageOf = (error: NodoError, idioma: Idioma): string =>
  errors[error.code][idioma].replace(/\{(\w+)\}/g, (_, name: string) => String(error.values[name] ?? name))
