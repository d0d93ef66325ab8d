import type { Readable } from 'node:stream'
import Type from 'typebox'
import { HistorialVista } from '../historial.ts'
import { CambioLista, ListaResumen, ListaVista, NuevaLista, NuevoColaboradorLista } from '../lista.ts'
import { CambioNotificaciones, NotificacionVista } from '../notificacion.ts'
import { Page, PageQuery, strict } from '../primitives.ts'
import { Count } from '../vista.ts'
import { Listing, Nothing, type RouteContract } from './contract.ts'

/** What a person keeps: where they were, what they put together, what they were told. */
export const libraryApi = {
  'GET /api/users/:id/history': {
    access: 'espectador',
    summary: 'What a person saw and heard, liked or commented, the newest first',
    owned: { id: 'usuario' },
    query: Type.Object(
      {
        ...PageQuery,
        tipo: Type.Optional(
          Type.Union([Type.Literal('vistos'), Type.Literal('me_gusta'), Type.Literal('comentados')], {
            default: 'vistos',
          }),
        ),
        sin_terminar: Type.Optional(Type.Boolean({ description: 'of `vistos`: only what was left half-way' })),
      },
      strict,
    ),
    reply: { 200: Page(HistorialVista) },
  },
  'DELETE /api/users/:id/history': {
    access: 'espectador',
    summary: 'Forget all that was seen and heard',
    owned: { id: 'usuario' },
    reply: { 204: Nothing },
  },
  'DELETE /api/users/:id/history/:contenidoId': {
    access: 'espectador',
    summary: 'Forget that one content was seen or heard',
    owned: { id: 'usuario' },
    reply: { 204: Nothing },
  },

  'GET /api/users/:id/lists': {
    access: 'public',
    summary: "A person's lists, the newest first; the private ones for themself alone",
    query: Type.Object(
      { ...PageQuery, compartidas: Type.Optional(Type.Boolean({ description: "others' that are shared with one" })) },
      strict,
    ),
    errors: ['usuario_no_encontrado'],
    reply: { 200: Page(ListaResumen) },
  },
  'POST /api/users/:id/lists': {
    access: 'espectador',
    summary: 'Begin a list',
    owned: { id: 'usuario' },
    body: NuevaLista,
    creates: true,
    reply: { 201: ListaVista },
  },
  'GET /api/users/:id/lists/:listId': {
    access: 'public',
    summary: 'A list with its contents; as a playlist for other players with `formato=m3u8`',
    query: Type.Object(
      { formato: Type.Optional(Type.Union([Type.Literal('json'), Type.Literal('m3u8')], { default: 'json' })) },
      strict,
    ),
    errors: ['lista_no_encontrada'],
    reply: { 200: ListaVista },
    also: { 'audio/x-mpegurl': Type.String() },
  },
  'PUT /api/users/:id/lists/:listId': {
    access: 'espectador',
    summary: 'Put contents in, take them out (no If-Match needed), order or rename',
    owned: { listId: 'lista' },
    body: CambioLista,
    errors: ['contenido_no_encontrado', 'lista_llena'],
    reply: { 200: ListaVista },
  },
  'DELETE /api/users/:id/lists/:listId': {
    access: 'espectador',
    summary: 'Delete a list; its contents stay',
    owned: { listId: 'lista_propia' },
    reply: { 204: Nothing },
  },
  'POST /api/users/:id/lists/:listId/collaborators': {
    access: 'espectador',
    summary: 'Share a list with somebody, or change what they may do in it',
    owned: { listId: 'lista_propia' },
    body: NuevoColaboradorLista,
    errors: ['usuario_no_encontrado'],
    reply: { 200: ListaVista },
  },
  'DELETE /api/users/:id/lists/:listId/collaborators/:usuarioId': {
    access: 'espectador',
    summary: 'Share it with them no longer',
    owned: { listId: 'lista_propia' },
    reply: { 204: Nothing },
  },

  'GET /api/notifications': {
    access: 'espectador',
    summary: 'What one was told, the newest first, and how much of it is unread',
    query: Listing,
    reply: { 200: Type.Object({ ...Page(NotificacionVista).properties, sin_leer: Count }) },
  },
  'PUT /api/notifications': {
    access: 'espectador',
    summary: 'Mark some as read, or all of them',
    body: CambioNotificaciones,
    reply: { 200: Type.Object({ sin_leer: Count }) },
  },
  'GET /api/users/:id/events': {
    access: 'espectador',
    summary: 'What one is told, as it happens (Server-Sent Events); goes on behind `Last-Event-ID`',
    owned: { id: 'usuario' },
    errors: ['demasiadas_conexiones'],
    reply: { 200: Type.Unsafe<Readable>({ type: 'string' }) },
    media: 'text/event-stream',
  },
} as const satisfies Record<string, RouteContract>
