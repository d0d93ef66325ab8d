import type { Words } from '../errors.ts'

/** Why storage is not as it should be, as an admin reads it. */
export const storageTexts = {
  notStarted: { es: 'todavía no arrancó', pt: 'ainda não iniciou', en: 'has not started yet' },
  stopped: { es: 'está parado', pt: 'está parado', en: 'is stopped' },
  threadEnded: {
    es: 'una parte de la base de datos ({hilo}) se cayó ({causa}) y vuelve a arrancar sola',
    pt: 'uma parte do banco de dados ({hilo}) caiu ({causa}) e volta a iniciar sozinha',
    en: 'a part of the database ({hilo}) ended ({causa}) and is starting again by itself',
  },
  mongoAway: {
    es: 'MongoDB no responde: catálogo, cuentas y cambios esperan; lo que está en vivo sigue. Revisa que esté en marcha',
    pt: 'o MongoDB não responde: catálogo, contas e mudanças esperam; o que está ao vivo continua. Confira se está em funcionamento',
    en: 'MongoDB does not answer: catalog, accounts and changes wait; what is live goes on. See that it is running',
  },
  mongoAddress: {
    es: 'no es una dirección de MongoDB (¿hay en la clave signos que escribir como %XX?)',
    pt: 'não é um endereço do MongoDB (há na senha sinais a escrever como %XX?)',
    en: 'it is no address of MongoDB (are there signs in the password to be written as %XX?)',
  },
  mongoName: {
    es: 'su base necesita otro nombre: hasta 55 letras o cifras, sin puntos ni espacios, y no admin, config ni local',
    pt: 'seu banco precisa de outro nome: até 55 letras ou algarismos, sem pontos nem espaços, e não admin, config nem local',
    en: 'its database needs another name: up to 55 letters or digits, without dots and spaces, and not admin, config or local',
  },
  mongoSilent: { es: 'no responde', pt: 'não responde', en: 'does not answer' },
  mongoRefuses: { es: 'rechaza usuario o clave', pt: 'recusa usuário ou senha', en: 'refuses user or password' },
  baseTaken: {
    es: 'otro nodo ({quien}) tomó esta base de MongoDB mientras no respondía: aquí no se guarda nada más; cierra uno de los dos y vuelve a iniciar este',
    pt: 'outro nó ({quien}) tomou esta base do MongoDB enquanto ele não respondia: aqui nada mais se guarda; feche um dos dois e inicie este de novo',
    en: 'another node ({quien}) took this database of MongoDB while it did not answer: nothing more is kept here; close one of the two and start this one again',
  },
  baseGone: {
    es: 'la base {base} de MongoDB ya no está: alguien la borró; aquí no se guarda nada más. Cierra el nodo y restaura una copia con «nodo restore»',
    pt: 'o banco {base} do MongoDB já não está: alguém o apagou; aqui nada mais se guarda. Feche o nó e restaure uma cópia com "nodo restore"',
    en: 'the database {base} of MongoDB is gone: somebody dropped it; nothing more is kept here. Close the node and restore a backup with "nodo restore"',
  },
  redisAway: {
    es: 'Redis no responde: rankings y salas esperan, los trabajos empiezan hasta 10 s más tarde, red y avisos se ponen al día cuando vuelva; lo guardado y lo que está en vivo sigue. Revisa que esté en marcha',
    pt: 'o Redis não responde: rankings e salas esperam, os trabalhos começam até 10 s mais tarde, rede e avisos se atualizam quando voltar; o que está guardado e ao vivo continua. Confira se está em funcionamento',
    en: 'Redis does not answer: rankings and rooms wait, jobs begin up to 10 s later, network and notices catch up when it is back; what is kept and what is live goes on. See that it is running',
  },
  redisRefuses: {
    es: 'Redis rechaza usuario, clave o permisos: rankings y salas esperan, los trabajos empiezan hasta 10 s más tarde; lo guardado y lo que está en vivo sigue. Corrige NODO_REDIS_URL',
    pt: 'o Redis recusa usuário, senha ou permissões: rankings e salas esperam, os trabalhos começam até 10 s mais tarde; o que está guardado e ao vivo continua. Corrija NODO_REDIS_URL',
    en: 'Redis refuses user, password or rights: rankings and rooms wait, jobs begin up to 10 s later; what is kept and what is live goes on. Correct NODO_REDIS_URL',
  },
  neo4jAway: {
    es: 'Neo4j no responde: recomendaciones, influencia y red esperan; lo demás sigue. Revisa que esté en marcha',
    pt: 'o Neo4j não responde: recomendações, influência e rede esperam; o resto continua. Confira se está em funcionamento',
    en: 'Neo4j does not answer: recommendations, influence and network wait; all else goes on. See that it is running',
  },
  neo4jRefuses: {
    es: 'Neo4j rechaza usuario o clave: recomendaciones, influencia y red esperan; lo demás sigue',
    pt: 'o Neo4j recusa usuário ou senha: recomendações, influência e rede esperam; o resto continua',
    en: 'Neo4j refuses user or password: recommendations, influence and network wait; all else goes on',
  },
  beganEmpty: {
    es: 'la base de datos estaba dañada y no había copia: se empezó una vacía (la dañada quedó en {danada})',
    pt: 'o banco de dados estava danificado e não havia cópia: começou-se um vazio (o danificado ficou em {danada})',
    en: 'the database was damaged and there was no copy: an empty one was begun (the damaged one is kept as {danada})',
  },
  wentBack: {
    es: 'la base de datos estaba dañada: se volvió a la copia {copia} (la dañada quedó en {danada})',
    pt: 'o banco de dados estava danificado: voltou-se à cópia {copia} (o danificado ficou em {danada})',
    en: 'the database was damaged: the copy {copia} took its place (the damaged one is kept as {danada})',
  },
  erasuresLost: {
    es: 'la lista de personas borradas estaba dañada y se empezó otra (la dañada quedó en {danada}): si restauras una copia, revisa que nadie borrado vuelva',
    pt: 'a lista de pessoas apagadas estava danificada e começou-se outra (a danificada ficou em {danada}): se restaurar uma cópia, confira que ninguém apagado volte',
    en: 'the list of erased people was damaged and another was begun (the damaged one is kept as {danada}): if you restore a copy, see that nobody erased comes back',
  },
  damaged: {
    es: 'la base de datos está dañada ({causa}): restaura una copia de copias/',
    pt: 'o banco de dados está danificado ({causa}): restaure uma cópia de copias/',
    en: 'the database is damaged ({causa}): restore a copy of copias/',
  },
  noCopy: {
    es: 'no se pudo copiar la base de datos ({causa}): revisa el espacio y los permisos de copias/',
    pt: 'não foi possível copiar o banco de dados ({causa}): confira o espaço e as permissões de copias/',
    en: 'the database could not be copied ({causa}): look at the space and permissions of copias/',
  },
  unexplained: {
    es: 'una consulta encontró dañada la base de datos: restaura una copia de copias/',
    pt: 'uma consulta encontrou danificado o banco de dados: restaure uma cópia de copias/',
    en: 'a query found the database damaged: restore a copy of copias/',
  },
} as const satisfies Record<string, Words>
