import type { Span } from "./ast.ts";
import type { QueryFault } from "./fault.ts";
import type { Token } from "./lexer.ts";

/** The words that are names only in double quotes. Source: InfluxQL reference 1.6, Keywords. */
const reserved: ReadonlySet<string> = new Set(
  `ALL ALTER ANALYZE ANY AS ASC BEGIN BY CREATE CONTINUOUS DATABASE DATABASES DEFAULT DELETE DESC DESTINATIONS DIAGNOSTICS
  DISTINCT DROP DURATION END EVERY EXPLAIN FIELD FOR FROM GRANT GRANTS GROUP GROUPS IN INF INSERT INTO KEY KEYS KILL LIMIT
  MEASUREMENT MEASUREMENTS OFFSET ON ORDER PASSWORD POLICY POLICIES PRIVILEGES QUERIES QUERY READ REPLICATION RESAMPLE
  RETENTION REVOKE SELECT SERIES SET SHARD SHARDS SHOW SLIMIT SOFFSET STATS SUBSCRIPTION SUBSCRIPTIONS TAG TO USER USERS
  VALUES WHERE WITH WRITE AND OR`.split(/\s+/),
);

/** Carries a fault out of the depths of the parser; `parse` turns it into a value. */
export class Refusal extends Error {
  readonly fault: QueryFault;

  constructor(fault: QueryFault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Refuses the query at this place. */
export function refuse(message: string, span: Span, hint?: string): never {
  throw new Refusal({ message, span, ...(hint === undefined ? {} : { hint }) });
}

/** How a token is called in a message. */
export function describe(token: Token): string {
  if (token.kind === "end") return "the end of the query";
  if (token.kind === "string") return `the string '${token.text}'`;
  if (token.kind === "duration") return "a duration";
  return token.text;
}

/** Reads tokens one after the other; what is not as expected is refused where it stands. */
export class Cursor {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** The token `ahead` places on, without taking it; beyond the last it is the last. */
  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (token === undefined) throw new RangeError("a token list ends with an `end` token");
    return token;
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  atKeyword(keyword: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "word" && token.text.toUpperCase() === keyword;
  }

  atSymbol(symbol: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === "symbol" && token.text === symbol;
  }

  takeKeyword(...keywords: readonly string[]): boolean {
    if (!keywords.every((keyword, index) => this.atKeyword(keyword, index))) return false;
    this.#at += keywords.length;
    return true;
  }

  takeSymbol(symbol: string): boolean {
    if (!this.atSymbol(symbol)) return false;
    this.#at += 1;
    return true;
  }

  expectKeyword(keyword: string): void {
    if (!this.takeKeyword(keyword)) this.expected(keyword);
  }

  expectSymbol(symbol: string): void {
    if (!this.takeSymbol(symbol)) this.expected(`"${symbol}"`);
  }

  /** A bare or double-quoted name. */
  expectName(what: string): Token {
    const token = this.peek();
    if (token.kind === "name") return this.next();
    if (token.kind !== "word")
      return this.expected(what, token.kind === "string" ? 'names take double quotes: "name"' : undefined);
    if (reserved.has(token.text.toUpperCase())) {
      return this.expected(what, `${token.text} is a keyword; as a name it takes double quotes: "${token.text}"`);
    }
    return this.next();
  }

  /** A whole number that is not negative. */
  expectCount(what: string): number {
    const token = this.peek();
    if (token.kind !== "number" || !/^\d{1,15}$/.test(token.text)) this.expected(`a whole number after ${what}`);
    return Number(this.next().text);
  }

  /** Refuses the token that stands here. */
  expected(what: string, hint?: string): never {
    const token = this.peek();
    return refuse(`expected ${what}, found ${describe(token)}`, token.span, hint);
  }
}
