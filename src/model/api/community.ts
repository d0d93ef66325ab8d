import Type from 'typebox'
import { ColaboracionVista, NuevaColaboracion, RespuestaColaboracion } from '../colaboracion.ts'
import { CambioComentario, ComentarioVista, NuevoComentario } from '../comentario.ts'
import { DecisionDenuncia, DenunciaHecha, DenunciaVista, FiltroDenuncias, NuevaDenuncia } from '../denuncia.ts'
import { Page } from '../primitives.ts'
import { NuevaReaccion, ReaccionVista } from '../reaccion.ts'
import { Listing, Nothing, type RouteContract } from './contract.ts'

/** What people say of contents, and who had a part in them. */
export const communityApi = {
  'GET /api/content/:id/comments': {
    access: 'public',
    summary: "What was said about a content, newest first; what is hidden for the content's creator and admins alone",
    query: Listing,
    errors: ['contenido_no_encontrado'],
    reply: { 200: Page(ComentarioVista) },
  },
  'POST /api/content/:id/comments': {
    access: 'espectador',
    summary: 'Comment on a content',
    owned: {},
    body: NuevoComentario,
    creates: true,
    errors: ['contenido_no_encontrado'],
    reply: { 201: ComentarioVista },
  },
  'PUT /api/content/:id/comments/:comentarioId': {
    access: 'espectador',
    summary: "Hide a comment on one's own content, or show it again",
    owned: { id: 'contenido' },
    body: CambioComentario,
    errors: ['comentario_no_encontrado'],
    reply: { 200: ComentarioVista },
  },
  'DELETE /api/content/:id/comments/:comentarioId': {
    access: 'espectador',
    summary: "Delete one's own comment",
    owned: { comentarioId: 'comentario' },
    reply: { 204: Nothing },
  },
  'POST /api/content/:id/like': {
    access: 'espectador',
    summary: 'Say what one feels about a content, or take it back; twice is once',
    owned: {},
    body: NuevaReaccion,
    errors: ['contenido_no_encontrado'],
    reply: { 200: ReaccionVista },
  },
  'POST /api/content/:id/report': {
    access: 'espectador',
    summary: 'Report a content; who reports again says it anew',
    owned: {},
    body: NuevaDenuncia,
    creates: true,
    errors: ['contenido_no_encontrado'],
    reply: { 201: DenunciaHecha },
  },
  'GET /api/reports/content': {
    access: 'admin',
    summary: 'Reports on contents in the order in which they came; those that wait, unless another state is asked for',
    query: FiltroDenuncias,
    reply: { 200: Page(DenunciaVista) },
  },
  'PUT /api/reports/content': {
    access: 'admin',
    summary: 'Decide every report that waits on a content',
    body: DecisionDenuncia,
    errors: ['contenido_no_encontrado'],
    reply: { 200: Type.Object({ datos: Type.Array(Type.Omit(DenunciaVista, ['usuario', 'contenido'])) }) },
  },
  'GET /api/content/:id/collaborators': {
    access: 'public',
    summary: "Who had a part in a content; proposals for the content's creator and admins alone",
    errors: ['contenido_no_encontrado'],
    reply: { 200: Type.Object({ datos: Type.Array(ColaboracionVista) }) },
  },
  'POST /api/content/:id/collaborators/:usuarioId': {
    access: 'espectador',
    summary: 'Propose somebody for a part in a content; another part than before has to be accepted anew',
    owned: { id: 'contenido' },
    body: NuevaColaboracion,
    errors: ['usuario_no_encontrado'],
    reply: { 201: ColaboracionVista },
  },
  'PUT /api/content/:id/collaborators/:usuarioId': {
    access: 'espectador',
    summary: 'Accept the part for which one is proposed',
    owned: { usuarioId: 'usuario' },
    body: RespuestaColaboracion,
    errors: ['colaboracion_no_encontrada'],
    reply: { 200: ColaboracionVista },
  },
  'DELETE /api/content/:id/collaborators/:usuarioId': {
    access: 'espectador',
    summary: "Withdraw from a content, or take somebody out of one's own",
    owned: { usuarioId: 'colaboracion' },
    reply: { 204: Nothing },
  },
} as const satisfies Record<string, RouteContract>
