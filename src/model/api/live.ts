import Type from 'typebox'
import { ClaveTransmision, NuevaClave } from '../clave-transmision.ts'
import { Contenido } from '../contenido.ts'
import { Page } from '../primitives.ts'
import { CambioTransmision, Ingesta, NuevaTransmision, Transmision, TransmisionVista } from '../transmision.ts'
import { Listing, Nothing, type RouteContract } from './contract.ts'

/** Lives, and the keys that open them. */
export const liveApi = {
  'POST /api/live/start': {
    access: 'creador',
    summary: "Prepare a live and get the encoder's address and key",
    body: NuevaTransmision,
    creates: true,
    reply: {
      201: Type.Object({
        transmision: Transmision,
        contenido: Contenido,
        ingesta: Ingesta,
        url_hls: Type.String(),
        url_evento: Type.String(),
        codigo: Type.String(),
      }),
    },
  },
  'GET /api/live': {
    access: 'public',
    summary: 'What is on air',
    query: Listing,
    reply: { 200: Page(TransmisionVista) },
  },
  'GET /api/live/mine': {
    access: 'creador',
    summary: "One's own lives that are not over yet",
    query: Listing,
    reply: { 200: Page(TransmisionVista) },
  },
  'GET /api/live/:id': {
    access: 'public',
    summary: 'One live, by id or by its spoken code',
    errors: ['transmision_no_encontrada'],
    reply: { 200: TransmisionVista },
  },
  'PUT /api/live/:id': {
    access: 'creador',
    summary: 'Title, description, labels, while it is on too',
    owned: { id: 'transmision' },
    body: CambioTransmision,
    reply: { 200: TransmisionVista },
  },
  'POST /api/live/:id/end': {
    access: 'creador',
    summary: 'End it and store the recording; ending twice answers the same',
    owned: { id: 'transmision' },
    reply: { 200: Type.Object({ transmision: Transmision, contenido: Contenido }) },
  },
  'GET /api/live/keys': {
    access: 'creador',
    summary: "One's permanent keys",
    query: Listing,
    reply: { 200: Page(ClaveTransmision) },
  },
  'POST /api/live/keys': {
    access: 'creador',
    summary: 'Make a permanent key; publishing with it opens a live by itself',
    body: NuevaClave,
    creates: true,
    reply: { 201: Type.Object({ clave_transmision: ClaveTransmision, ingesta: Ingesta }) },
  },
  'DELETE /api/live/keys/:id': {
    access: 'creador',
    summary: 'Revoke a permanent key',
    owned: { id: 'clave' },
    reply: { 204: Nothing },
  },
  'POST /api/live/keys/:id/resume': {
    access: 'creador',
    summary: 'Go on air again: let a resting permanent key open a new live',
    owned: { id: 'clave' },
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
