import Type from 'typebox'
import { Busqueda } from '../busqueda.ts'
import {
  CambioContenido,
  ContenidoFila,
  ContenidoVista,
  FiltrosContenido,
  NuevoContenido,
  NuevosSubtitulos,
} from '../contenido.ts'
import { Facetas } from '../facetas.ts'
import { Portada } from '../portada.ts'
import { Page, PageQuery, Region, strict, Whole } from '../primitives.ts'
import { Nothing, type RouteContract } from './contract.ts'

const Text = Type.String()
const tusHeaders = { 'Tus-Resumable': Type.Literal('1.0.0') }
const tusBytes = 'application/offset+octet-stream'
const uploadContent = Type.String({ description: 'the address of the content that it became' })

/** What there is to see, hear and read. */
export const contentApi = {
  'GET /api/content/list': {
    access: 'public',
    summary: 'The catalog, newest first; with `q`, what has most of its words first',
    query: Type.Object({ ...PageQuery, ...FiltrosContenido }, strict),
    reply: { 200: Page(ContenidoFila) },
  },
  'GET /api/content/facets': {
    access: 'public',
    summary: 'What published contents name, and how many of them do: categories, labels, languages, regions, themes',
    query: Type.Object({ limite: PageQuery.limite }, strict),
    reply: { 200: Facetas },
  },
  'GET /api/content/home': {
    access: 'public',
    summary: 'The front page; for an account also what it follows and left half-way',
    query: Type.Object({ region: Type.Optional(Region) }, strict),
    reply: { 200: Portada },
  },
  'GET /api/search': {
    access: 'public',
    summary:
      'Contents, people, public lists, programmes and what subtitles say by words, and how what is written may go on',
    query: Type.Object(
      {
        q: Type.String({ minLength: 1, maxLength: 200, description: 'accents and case do not count' }),
        limite: Type.Optional(Type.Integer({ minimum: 1, maximum: 50, default: 10, description: 'of each kind' })),
      },
      strict,
    ),
    reply: { 200: Busqueda },
  },
  'POST /api/content/upload': {
    access: 'creador',
    summary: 'Publish a file, or a text without one',
    form: { file: 'archivo' },
    body: NuevoContenido,
    creates: true,
    errors: ['usuario_no_encontrado', 'archivo_no_admitido', 'sin_espacio'],
    reply: { 201: ContenidoVista },
  },
  'OPTIONS /api/content/uploads': {
    access: 'public',
    summary: 'What of tus 1.0 is spoken here: `Tus-Version`, `Tus-Extension`',
    replyHeaders: { 'Tus-Version': Text, 'Tus-Extension': Text },
    reply: { 204: Nothing },
  },
  'POST /api/content/uploads': {
    access: 'creador',
    summary: 'Begin an upload in pieces (tus 1.0, creation and creation-with-upload)',
    headers: Type.Object({
      ...tusHeaders,
      'Upload-Length': Whole(),
      'Upload-Metadata': Type.String({
        description: 'the fields of POST /api/content/upload: name and base64 of its text, between commas',
      }),
    }),
    stream: tusBytes,
    replyHeaders: { Location: Text, 'Upload-Offset': Text, 'Upload-Expires': Text, 'Upload-Content': uploadContent },
    errors: ['usuario_no_encontrado', 'archivo_no_admitido', 'sin_espacio'],
    reply: { 201: Nothing },
  },
  'HEAD /api/content/uploads/:subida': {
    access: 'creador',
    summary: 'How far an upload is; what came whole becomes a content',
    owned: { subida: 'subida' },
    headers: Type.Object(tusHeaders),
    replyHeaders: {
      'Upload-Offset': Text,
      'Upload-Length': Text,
      'Upload-Metadata': Text,
      'Upload-Expires': Text,
      'Upload-Content': uploadContent,
    },
    errors: ['archivo_no_admitido', 'subida_incompleta'],
    reply: { 200: Nothing },
  },
  'PATCH /api/content/uploads/:subida': {
    access: 'creador',
    summary: 'Bytes behind those that are there. Answered once they are on the disk; the last make the content',
    owned: { subida: 'subida' },
    headers: Type.Object({ ...tusHeaders, 'Upload-Offset': Whole() }),
    stream: tusBytes,
    unlimited: true,
    replyHeaders: { 'Upload-Offset': Text, 'Upload-Expires': Text, 'Upload-Content': uploadContent },
    errors: ['subida_desfasada', 'archivo_no_admitido', 'sin_espacio'],
    reply: { 204: Nothing },
  },
  'DELETE /api/content/uploads/:subida': {
    access: 'creador',
    summary: 'Give an upload up; what it became stays',
    owned: { subida: 'subida' },
    headers: Type.Object(tusHeaders),
    reply: { 204: Nothing },
  },
  'GET /api/content/:id': {
    access: 'public',
    summary: 'One content',
    errors: ['contenido_no_encontrado'],
    reply: { 200: ContenidoVista },
  },
  'PUT /api/content/:id': {
    access: 'creador',
    summary: 'Change what is said of a content, or show, hide or take it back to a draft',
    owned: { id: 'contenido' },
    body: CambioContenido,
    maxBytes: 512 * 1024,
    errors: ['estado_no_permitido', 'contenido_moderado', 'contenido_en_vivo', 'usuario_no_encontrado'],
    reply: { 200: ContenidoVista },
  },
  'DELETE /api/content/:id': {
    access: 'creador',
    summary: 'Delete a content and its files',
    owned: { id: 'contenido' },
    errors: ['contenido_en_vivo'],
    reply: { 204: Nothing },
  },
  'POST /api/content/:id/subtitles': {
    access: 'creador',
    summary: 'Give a content subtitles in one language (SubRip or WebVTT), in the place of those that it has in it',
    owned: { id: 'contenido' },
    form: { file: 'archivo', required: true },
    body: NuevosSubtitulos,
    maxBytes: 1024 * 1024,
    errors: ['version_distinta'],
    reply: { 200: ContenidoVista },
  },
  'DELETE /api/content/:id/subtitles/:idioma': {
    access: 'creador',
    summary: 'Take the subtitles in one language away',
    owned: { id: 'contenido' },
    errors: ['subtitulos_no_encontrados', 'version_distinta'],
    reply: { 204: Nothing },
  },
  'POST /api/content/:id/thumbnail': {
    access: 'creador',
    summary:
      'Give a content its picture: JPEG, PNG or WebP, written anew in three widths without what it says of its maker',
    owned: { id: 'contenido' },
    form: { file: 'archivo', required: true },
    body: Type.Object({}, strict),
    maxBytes: 5 * 1024 * 1024,
    errors: ['imagen_no_admitida', 'version_distinta'],
    reply: { 200: ContenidoVista },
  },
} as const satisfies Record<string, RouteContract>
