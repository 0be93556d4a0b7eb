import { z } from "zod";
import type { LeastRole } from "./roles.ts";

/**
 * How hard a request weighs on whoever asks (docs/limits.md): `light` is answered from memory, `store` asks the store for a page,
 * `heavy` lets it read much, `write` changes something.
 */
export type Cost = "light" | "store" | "heavy" | "write";

/** One route: who may ask, what may be asked, what is answered. The pages of the API, its checks and its rights come from it. */
export interface RouteSpec<
  P extends z.ZodType = z.ZodType,
  Q extends z.ZodType = z.ZodType,
  B extends z.ZodType = z.ZodType,
> {
  readonly method: "GET" | "POST";
  /** With `:name` for a part that varies. */
  readonly path: string;
  readonly least: LeastRole;
  readonly cost: Cost;
  /** What it is for, in a sentence. */
  readonly words: string;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The shape of the answer as JSON, or the media type of one that is not. */
  readonly answer: z.ZodType | string;
}

const nothing = z.strictObject({});
const noBody = nothing.nullish();

/** What a route says of itself; parts that are not there may not be sent. */
type Said<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> = Omit<
  RouteSpec<P, Q, B>,
  "params" | "query" | "body"
> & { readonly params?: P; readonly query?: Q; readonly body?: B };

/** Completes what a route says of itself. */
export function route<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof noBody,
>(said: Said<P, Q, B>): RouteSpec<P, Q, B> {
  // A part that is left out has its type from the default above, which the compiler does not see here.
  const none = nothing as unknown;
  return { params: none as P, query: none as Q, body: noBody as unknown as B, ...said };
}

/** Whether this route takes a body. */
export function takesBody({ body }: RouteSpec): boolean {
  return body !== (noBody as z.ZodType);
}
