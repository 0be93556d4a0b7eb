import { type Doors, ownPage, type Whence } from "./doors.ts";
import { isEnough, type LeastRole, type Visitor } from "./roles.ts";

/** What a request says before its body is read. */
export interface Knock extends Whence {
  /** `METHOD /path/:with/:names` of the route that would answer it, never the way its path is spelled; undefined where there is none. */
  readonly route: string | undefined;
  /** Whether a person looks at a page, who is better led to the login than told of it. */
  readonly page: boolean;
  /** What the page sent as proof that it is our own. */
  readonly proof: string | undefined;
  readonly contentType: string | undefined;
}

/** What stands against a request. */
export type Refusal =
  | { readonly status: 401 | 403 | 415; readonly error: string }
  | { readonly status: 303; readonly location: string };

/** What is known besides what the request says. */
export interface Admission {
  readonly doors: Doors;
  /** The least role of each route; a route that is not there is shut. */
  readonly least: ReadonlyMap<string, LeastRole>;
  readonly visitor: Visitor | undefined;
  /** What the visitor's own pages send as proof. */
  readonly proof: string | undefined;
}

/** The one type of body the API takes, to the letter: a form of another page cannot send it without asking first. */
const onlyType = "application/json";

/** Tells what stands against a request; undefined when nothing does. */
export function refusalOf(knock: Knock, { doors, least, visitor, proof }: Admission): Refusal | undefined {
  if (!ownPage(knock, doors)) {
    const { host = "(none)", origin = "(none)" } = knock;
    return { status: 403, error: `this server does not answer to Host ${host} with Origin ${origin}` };
  }
  const needed = knock.route === undefined ? "observer" : least.get(knock.route);
  if (needed === undefined) return { status: 403, error: "nobody has said who may use this address" };
  if (needed === "anyone") return undefined;
  if (visitor === undefined) {
    if (knock.page) return { status: 303, location: "/login" };
    return { status: 401, error: "log in at /login or with a one-time link, or send Authorization: Bearer TOKEN" };
  }
  if (!isEnough(visitor, needed)) return { status: 403, error: tooLittle(visitor, needed) };
  return knock.changes ? changeRefusal(knock, visitor, proof) : undefined;
}

function tooLittle({ name, role }: Visitor, needed: LeastRole): string {
  return needed === "instance"
    ? `this needs the instance's token, not a login or a token of ${name}; use homeostat login where the instance runs`
    : `${name} is ${role}: this needs the role ${needed}`;
}

function changeRefusal(knock: Knock, visitor: Visitor, proof: string | undefined): Refusal | undefined {
  if (visitor.session !== undefined && (proof === undefined || knock.proof !== proof))
    return { status: 403, error: "send x-homeostat-csrf with the csrf of /api/v1/me" };
  if (knock.contentType !== undefined && knock.contentType !== onlyType)
    return { status: 415, error: `send the body as exactly ${onlyType}` };
  return undefined;
}
