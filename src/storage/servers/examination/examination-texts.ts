import type { Words } from '../../../errors.ts'

/** What `nodo doctor` says of the servers, and what to do. */
export const examinationTexts = {
  reached: { es: '{version} en {servidor}', pt: '{version} em {servidor}', en: '{version} at {servidor}' },
  answers: { es: '{servidor} responde', pt: '{servidor} responde', en: '{servidor} answers' },
  tooOld: {
    es: '{version} en {servidor} es muy viejo: instala la {minima} o una más nueva',
    pt: '{version} em {servidor} é muito antigo: instale a {minima} ou mais nova',
    en: '{version} at {servidor} is too old: install {minima} or a newer one',
  },
  clockNear: {
    es: 'va con el de este equipo',
    pt: 'vai com o desta máquina',
    en: 'goes with that of this machine',
  },
  clockApart: {
    es: 'difiere {segundos} s del de este equipo: pon los dos en hora («timedatectl set-ntp true»)',
    pt: 'difere {segundos} s do desta máquina: acerte os dois ("timedatectl set-ntp true")',
    en: 'is {segundos} s apart from that of this machine: set both right (“timedatectl set-ntp true”)',
  },
  replicated: {
    es: 'conjunto de réplicas {nombre}, primario {primario}',
    pt: 'conjunto de réplicas {nombre}, primário {primario}',
    en: 'replica set {nombre}, primary {primario}',
  },
  sharded: { es: 'por un mongos', pt: 'por um mongos', en: 'through a mongos' },
  notReplicated: {
    es: 'no es un conjunto de réplicas, y sin él no hay transacciones: inicia mongod con «--replSet nodo» y ejecuta «rs.initiate()» una vez',
    pt: 'não é um conjunto de réplicas, e sem ele não há transações: inicie o mongod com "--replSet nodo" e execute "rs.initiate()" uma vez',
    en: 'is no replica set, and without one there are no transactions: start mongod with “--replSet nodo” and run “rs.initiate()” once',
  },
  notBegun: {
    es: 'el conjunto de réplicas no se ha iniciado: ejecuta «rs.initiate()» una vez en mongosh',
    pt: 'o conjunto de réplicas não foi iniciado: execute "rs.initiate()" uma vez no mongosh',
    en: 'the replica set was never begun: run “rs.initiate()” once in mongosh',
  },
  noPrimary: {
    es: 'ningún miembro del conjunto es primario: pon en marcha más de la mitad de ellos',
    pt: 'nenhum membro do conjunto é primário: ponha em funcionamento mais da metade deles',
    en: 'no member of the set is primary: start more than half of them',
  },
  membersAway: {
    es: 'conjunto {nombre}, primario {primario}; no responde {miembros}: ponlo en marcha antes de que falte otro',
    pt: 'conjunto {nombre}, primário {primario}; não responde {miembros}: ponha-o em funcionamento antes que falte outro',
    en: 'set {nombre}, primary {primario}; {miembros} does not answer: start it before another is missing',
  },
  writes: {
    es: 'cada cambio espera a la mayoría y a su diario en disco (w: majority, j: true)',
    pt: 'cada mudança espera a maioria e o seu diário em disco (w: majority, j: true)',
    en: 'each change waits for the majority and their journal on disk (w: majority, j: true)',
  },
  notOnDisk: {
    es: 'el motor {motor} no guarda en disco: inicia mongod con «--storageEngine wiredTiger»',
    pt: 'o motor {motor} não guarda em disco: inicie o mongod com "--storageEngine wiredTiger"',
    en: 'the engine {motor} keeps nothing on disk: start mongod with “--storageEngine wiredTiger”',
  },
  notJournaled: {
    es: 'la mayoría no espera a su diario: pon writeConcernMajorityJournalDefault en true con «rs.reconfig()»',
    pt: 'a maioria não espera o seu diário: ponha writeConcernMajorityJournalDefault em true com "rs.reconfig()"',
    en: 'the majority does not wait for its journal: set writeConcernMajorityJournalDefault to true by “rs.reconfig()”',
  },
  baseFree: {
    es: '{base}, libre: nadie más la usa',
    pt: '{base}, livre: ninguém mais o usa',
    en: '{base}, free: nobody else uses it',
  },
  baseAbsent: {
    es: '{base}, se hará al iniciar',
    pt: '{base}, será criado ao iniciar',
    en: '{base}, made at the start',
  },
  neo4jSilent: {
    es: '{servidor} no responde: ponlo en marcha o corrige NODO_NEO4J_URI',
    pt: '{servidor} não responde: ponha-o em funcionamento ou corrija NODO_NEO4J_URI',
    en: '{servidor} does not answer: start it or correct NODO_NEO4J_URI',
  },
  neo4jRefuses: {
    es: '{servidor} rechaza usuario o clave: corrige NODO_NEO4J_USER y NODO_NEO4J_PASSWORD',
    pt: '{servidor} recusa usuário ou senha: corrija NODO_NEO4J_USER e NODO_NEO4J_PASSWORD',
    en: '{servidor} refuses user or password: correct NODO_NEO4J_USER and NODO_NEO4J_PASSWORD',
  },
  redisSilent: {
    es: '{servidor} no responde: ponlo en marcha o corrige NODO_REDIS_URL',
    pt: '{servidor} não responde: ponha-o em funcionamento ou corrija NODO_REDIS_URL',
    en: '{servidor} does not answer: start it or correct NODO_REDIS_URL',
  },
  redisRefuses: {
    es: '{servidor} rechaza usuario, clave o permisos: corrige NODO_REDIS_URL',
    pt: '{servidor} recusa usuário, senha ou permissões: corrija NODO_REDIS_URL',
    en: '{servidor} refuses user, password or rights: correct NODO_REDIS_URL',
  },
  redisAof: {
    es: 'anota cada cambio en disco (appendonly)',
    pt: 'anota cada mudança em disco (appendonly)',
    en: 'writes each change to disk (appendonly)',
  },
  redisSnapshots: {
    es: 'solo copia a disco de vez en cuando: tras un corte se rehace lo que falte; para que no haga falta, «CONFIG SET appendonly yes»',
    pt: 'só copia em disco de vez em quando: após um corte refaz-se o que faltar; para que não seja preciso, "CONFIG SET appendonly yes"',
    en: 'only copies to disk now and then: after a cut what is missing is made again; so that it need not be, “CONFIG SET appendonly yes”',
  },
  redisForgets: {
    es: 'no guarda nada en disco: tras un corte se rehace todo lo suyo; para que no haga falta, «CONFIG SET appendonly yes»',
    pt: 'não guarda nada em disco: após um corte refaz-se tudo o que é seu; para que não seja preciso, "CONFIG SET appendonly yes"',
    en: 'keeps nothing on disk: after a cut all of it is made again; so that it need not be, “CONFIG SET appendonly yes”',
  },
  redisDiskFails: {
    es: 'no pudo escribir en disco, y así rechaza cambios: mira el espacio y los permisos de su carpeta',
    pt: 'não conseguiu escrever em disco, e assim recusa mudanças: veja o espaço e as permissões da sua pasta',
    en: 'could not write to disk, and so refuses changes: look at the space and rights of its folder',
  },
  redisEvicts: {
    es: 'con la memoria llena quita lo que otros guardaron ({norma}): «CONFIG SET maxmemory-policy noeviction», y también en redis.conf',
    pt: 'com a memória cheia tira o que outros guardaram ({norma}): "CONFIG SET maxmemory-policy noeviction", e também em redis.conf',
    en: 'with its memory full it takes away what others keep ({norma}): “CONFIG SET maxmemory-policy noeviction”, and in redis.conf too',
  },
  redisUnlimited: {
    es: 'noeviction, {usados} MB en uso, sin límite',
    pt: 'noeviction, {usados} MB em uso, sem limite',
    en: 'noeviction, {usados} MB in use, no limit',
  },
  redisRoom: {
    es: 'noeviction, {usados} MB en uso de {total} MB',
    pt: 'noeviction, {usados} MB em uso de {total} MB',
    en: 'noeviction, {usados} MB in use of {total} MB',
  },
  redisNearlyFull: {
    es: '{usados} MB en uso de {total} MB: sube maxmemory antes de que rechace cambios',
    pt: '{usados} MB em uso de {total} MB: aumente maxmemory antes que recuse mudanças',
    en: '{usados} MB in use of {total} MB: raise maxmemory before it refuses changes',
  },
} as const satisfies Record<string, Words>

export type ExaminationText = keyof typeof examinationTexts
