import { resultSchema } from "../../../core/wire/command.ts";
import { openEnvelope, type Verifier } from "../../../core/wire/envelope.ts";

/** Answers to commands that were heard in the names of sites. */
export interface ResultCounts {
  /** Signed by the site's own gateway. */
  readonly signed: number;
  /** Not signed by it: somebody else speaks in its name. */
  readonly forged: number;
}

/** Checks every answer that is given in a site's name against the key its gateway is known by. */
export class ResultWatch {
  readonly #keys: ReadonlyMap<string, Verifier>;
  readonly #onForged: (site: string, detail: string) => void;
  #signed = 0;
  #forged = 0;

  constructor(keys: ReadonlyMap<string, Verifier>, onForged: (site: string, detail: string) => void) {
    this.#keys = keys;
    this.#onForged = onForged;
  }

  get counts(): ResultCounts {
    return { signed: this.#signed, forged: this.#forged };
  }

  take(site: string, payload: Uint8Array): void {
    const verifier = this.#keys.get(site);
    if (verifier === undefined) return;
    const opened = openEnvelope(payload, { type: "result", schema: resultSchema, verifier });
    if (opened.ok) this.#signed += 1;
    else {
      this.#forged += 1;
      this.#onForged(site, opened.error.detail);
    }
  }
}
