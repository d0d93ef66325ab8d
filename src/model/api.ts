import type { Static, TSchema } from 'typebox'
import { analyticsApi } from './api/analytics.ts'
import { communityApi } from './api/community.ts'
import { contentApi } from './api/content.ts'
import type { RouteContract } from './api/contract.ts'
import { libraryApi } from './api/library.ts'
import { liveApi } from './api/live.ts'
import { networkApi } from './api/network.ts'
import { peopleApi } from './api/people.ts'
import { systemApi } from './api/system.ts'

export type { Owned, RouteContract } from './api/contract.ts'

/**
 * The contract as one table: `METHOD /path` to its access, request and answers. The server registers from it, the
 * OpenAPI document is made of it, and the dashboard's client takes its types from it.
 */
export const api = {
  ...peopleApi,
  ...libraryApi,
  ...liveApi,
  ...contentApi,
  ...networkApi,
  ...analyticsApi,
  ...communityApi,
  ...systemApi,
} as const satisfies Record<string, RouteContract>

export type Api = typeof api
export type RouteKey = keyof Api

type Param<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | Param<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never
/** The names of the parameters in a route's path. */
export type Params<K extends RouteKey> = Record<Param<K>, string>
export type Body<K extends RouteKey> = Api[K] extends { body: infer B extends TSchema } ? Static<B> : undefined
export type Query<K extends RouteKey> = Api[K] extends { query: infer Q extends TSchema } ? Static<Q> : undefined
/** What a success answers. */
export type Reply<K extends RouteKey> =
  | {
      [S in keyof Api[K]['reply']]: Api[K]['reply'][S] extends TSchema ? Static<Api[K]['reply'][S]> : never
    }[keyof Api[K]['reply']]
  | (Api[K] extends { also: object } ? string : never)
