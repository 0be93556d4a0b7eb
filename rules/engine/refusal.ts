/** Why something that was asked is not done. */
export interface Refusal {
  /** One of core/wire refusals. */
  readonly refusal: string;
  readonly detail: string;
}

/** Refuses by name, with what the person who asked should know. */
export const refuse = (refusal: string, detail: string): Refusal => ({ refusal, detail });
