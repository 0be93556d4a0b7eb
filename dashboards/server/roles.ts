/** What somebody who logged in may do: an observer reads, an operator also acts. */
export const roles = ["observer", "operator"] as const;
export type Role = (typeof roles)[number];

/**
 * The least a route asks for; `anyone` is for doors that show no data of their own, or check their own credentials, `instance` for
 * who holds the instance's token: a login does not do, whatever its role.
 */
export type LeastRole = "anyone" | Role | "instance";

/** Tells whether what somebody is allowed is enough. */
export function isEnough({ name, role, session }: Visitor, least: LeastRole): boolean {
  if (least === "instance") return name === starter && session === undefined;
  return least !== "operator" || role === "operator";
}

/** How the holder of a one-time link or of the instance's token is named: whoever started the instance. */
export const starter = "operator";

/** The spelling of the name of a user or of a token: what stands in events, locks and logs. */
export const userNamePattern = /^[a-z0-9][a-z0-9.-]{0,39}$/;

/** Somebody whose request is believed to be theirs. */
export interface Visitor {
  readonly name: string;
  readonly role: Role;
  /** The session's digest where a cookie carried it: such requests need the proof that a page of ours sends them. */
  readonly session: string | undefined;
}
