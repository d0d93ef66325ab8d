import Type from 'typebox'
import { CambioColectivo, ColectivoVista, MiembroVista, NuevoColectivo } from '../colectivo.ts'
import { ContenidoFila } from '../contenido.ts'
import { CambioMembresia, NuevaMembresia } from '../membresia.ts'
import { Id, Page, PageQuery, Region, strict } from '../primitives.ts'
import { Seguido, Siguiendo } from '../seguimiento.ts'
import { Listing, Nothing, type RouteContract } from './contract.ts'

const Creador = Type.Object({ creador_id: Id }, strict)

/** Who follows whom, and who works with whom. */
export const networkApi = {
  'POST /api/network/follow': {
    access: 'espectador',
    summary: 'Follow a creator; following twice is one',
    body: Creador,
    errors: ['usuario_no_encontrado', 'seguirse_a_si'],
    reply: { 200: Siguiendo },
  },
  'POST /api/network/unfollow': {
    access: 'espectador',
    summary: 'Follow no longer; who was not followed is none the less not',
    body: Creador,
    reply: { 200: Siguiendo },
  },
  'GET /api/network/followers/:id': {
    access: 'public',
    summary: 'Who follows somebody, the newest first',
    query: Listing,
    errors: ['usuario_no_encontrado'],
    reply: { 200: Page(Seguido) },
  },
  'GET /api/network/following/:id': {
    access: 'public',
    summary: 'Whom somebody follows, the newest first',
    query: Listing,
    errors: ['usuario_no_encontrado'],
    reply: { 200: Page(Seguido) },
  },
  'GET /api/users/:id/feed': {
    access: 'espectador',
    summary: 'What those whom one follows published, the newest first',
    owned: { id: 'usuario' },
    query: Listing,
    reply: { 200: Page(ContenidoFila) },
  },

  'GET /api/collectives': {
    access: 'public',
    summary: 'Collectives, the newest first',
    query: Type.Object({ ...PageQuery, region: Type.Optional(Region) }, strict),
    reply: { 200: Page(ColectivoVista) },
  },
  'POST /api/collectives': {
    access: 'creador',
    summary: 'Found a collective and administer it',
    body: NuevoColectivo,
    creates: true,
    reply: { 201: ColectivoVista },
  },
  'GET /api/collectives/:id': {
    access: 'public',
    summary: 'A collective with its members; whom it invites is for its members to see',
    errors: ['colectivo_no_encontrado'],
    reply: { 200: ColectivoVista },
  },
  'PUT /api/collectives/:id': {
    access: 'creador',
    summary: 'Name, purpose and region of a collective that one administers',
    owned: { id: 'colectivo' },
    body: CambioColectivo,
    reply: { 200: ColectivoVista },
  },
  'POST /api/collectives/:id/members': {
    access: 'creador',
    summary: 'Invite somebody; who is invited or belongs already stays as they are',
    owned: { id: 'colectivo' },
    body: NuevaMembresia,
    errors: ['usuario_no_encontrado'],
    reply: { 200: MiembroVista },
  },
  'PUT /api/collectives/:id/members/:usuarioId': {
    access: 'espectador',
    summary: "Accept one's own invitation, or give a member another role",
    owned: { usuarioId: 'membresia' },
    body: CambioMembresia,
    errors: ['colectivo_sin_quien_administre'],
    reply: { 200: MiembroVista },
  },
  'DELETE /api/collectives/:id/members/:usuarioId': {
    access: 'espectador',
    summary: 'Leave, turn an invitation down, or take somebody out',
    owned: { usuarioId: 'membresia' },
    errors: ['colectivo_sin_quien_administre'],
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
