/**
 * By what the collections that grow with a centre are parted among shards (README, Decisions). Whoever runs shards does
 * it, `sh.shardCollection('nodo.contenidos', { _id: 'hashed' })`; a start leaves the indexes that come of it alone. What is not named
 * here stays whole on one shard.
 */
export const shardKeys: Readonly<Record<string, Readonly<Record<string, 1 | 'hashed'>>>> = {
  contenidos: { _id: 'hashed' },
  blobs: { _id: 'hashed' },
  vistas: { _id: 'hashed' },
  calidad: { _id: 'hashed' },
  comentarios: { contenido_id: 'hashed' },
  reacciones: { contenido_id: 'hashed' },
  historial: { usuario_id: 'hashed' },
  notificaciones: { usuario_id: 'hashed' },
  seguimientos: { usuario_id: 'hashed' },
  transacciones: { creador_id: 'hashed' },
  diario: { nodo_id: 1, epoca: 1, seq: 1 },
}
